// What tools that wait for objects make of a Certificate in each state: Helm 4's --wait, Flux, Argo
// CD and kpt judge by kstatus, whose rules for kinds that it does not know are these:
// https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
#include <gtest/gtest.h>

#include "fakes/observed_builder.h"
#include "lifecycle/decide.h"
#include "lifecycle/status.h"

namespace lifecycle {
namespace {

using namespace fakes;
std::string kstatus(const kube::Meta& meta, const api::CertificateStatus& status,
                    std::int64_t observed_generation) {
  const auto is = [&](std::string_view type, std::string_view value) {
    const kube::Condition* found = kube::find_condition(status.conditions, type);
    return found != nullptr && found->status == value;
  };
  if (meta.deleting) return "Terminating";
  if (observed_generation != meta.generation) return "InProgress";
  if (is("Reconciling", "True")) return "InProgress";
  if (is("Stalled", "True")) return "Failed";
  if (is("Ready", "False") || is("Ready", "Unknown")) return "InProgress";
  return "Current";
}

std::string judged(const Observed& seen, const api::CertificateStatus& status) {
  return kstatus(seen.certificate->meta, status, status.observed_generation);
}
// As it is told while nothing is under way.
std::string at_rest(const ObservedBuilder& builder) {
  const Observed seen = builder.build();
  return judged(seen, status_now(seen, kToday));
}
std::string while_issuing(const ObservedBuilder& builder, const IssuingCondition& condition) {
  const Observed seen = builder.build();
  return judged(seen, status_with(seen, kToday, condition));
}
// As it is told by the step that decide() takes.
std::string blocked(const ObservedBuilder& builder) {
  const Observed seen = builder.build();
  const Step step = decide(seen, kToday, Policy{});
  const auto* found = std::get_if<Blocked>(&step);
  if (found == nullptr) return "not blocked but " + std::string(name(step));
  return judged(seen,
                status_with(seen, kToday, {true, found->reason, found->message, found->stalled}));
}

TEST(Kstatus, OneThatWasNeverLookedAtIsInProgress) {
  kube::Meta meta;
  meta.generation = 1;
  EXPECT_EQ(kstatus(meta, {}, -1), "InProgress") << "the default of the CRD";
  EXPECT_EQ(kstatus(meta, {}, 1), "Current") << "which it would be taken for without";
}

TEST(Kstatus, OneUnderWayIsInProgress) {
  const IssuingCondition condition{true, api::kDoesNotExist, "order https://ca/o/1 is under way",
                                   false};
  EXPECT_EQ(while_issuing(ObservedBuilder().order(acme::OrderStatus::kPending), condition),
            "InProgress");
  EXPECT_EQ(at_rest(ObservedBuilder()), "InProgress") << "due";
  EXPECT_EQ(at_rest(ObservedBuilder().failed(std::chrono::hours(1))), "InProgress")
      << "to be tried again";
}

TEST(Kstatus, AnIssuedOneIsCurrentAlsoWhileItIsRenewed) {
  EXPECT_EQ(at_rest(ObservedBuilder().stored(60 * kDay)), "Current");
  const IssuingCondition condition{true, api::kExpiring, "order https://ca/o/1 is under way",
                                   false};
  EXPECT_EQ(while_issuing(ObservedBuilder().stored(20 * kDay).order(acme::OrderStatus::kPending),
                          condition),
            "Current");
  EXPECT_EQ(at_rest(ObservedBuilder().stored(20 * kDay).failed(std::chrono::hours(1))), "Current");
}

TEST(Kstatus, AnIssuedOneOfAnotherSpecIsInProgress) {
  EXPECT_EQ(at_rest(ObservedBuilder().stored(60 * kDay).with([](Observed& seen, api::Certificate&) {
              seen.wanted = {dns_name("other.example.com")};
            })),
            "InProgress");
  const Observed seen = ObservedBuilder().stored(60 * kDay).build();
  api::Certificate changed = *seen.certificate;
  changed.meta.generation = 2;
  EXPECT_EQ(kstatus(changed.meta, status_now(seen, kToday), 1), "InProgress") << "not seen yet";
}

TEST(Kstatus, AnExpiredOneIsInProgress) {
  EXPECT_EQ(at_rest(ObservedBuilder().stored(-kDay)), "InProgress");
}

TEST(Kstatus, OneThatOnlyAPersonCanHelpHasFailed) {
  EXPECT_EQ(blocked(ObservedBuilder().with(
                [](Observed& seen, api::Certificate&) { seen.secret = SecretState::kForeign; })),
            "Failed");
  EXPECT_EQ(blocked(ObservedBuilder().with(
                [](Observed& seen, api::Certificate&) { seen.name_refusal = "another's"; })),
            "Failed");
  EXPECT_EQ(blocked(ObservedBuilder().with(
                [](Observed& seen, api::Certificate&) { seen.spec_problem = "no names"; })),
            "Failed");
  EXPECT_EQ(
      at_rest(
          ObservedBuilder().failed(std::chrono::hours(1)).with([](Observed&, api::Certificate& c) {
            c.status.failure->stalled = true;
          })),
      "Failed");
}

TEST(Kstatus, OneThatWaitsForAnotherObjectIsInProgress) {
  for (const IssuerState state : {IssuerState::kMissing, IssuerState::kNotReady}) {
    EXPECT_EQ(blocked(ObservedBuilder().with(
                  [&](Observed& seen, api::Certificate&) { seen.issuer = state; })),
              "InProgress");
  }
}

TEST(Kstatus, OneThatIsBeingDeletedIsTerminating) {
  kube::Meta meta;
  meta.deleting = true;
  EXPECT_EQ(kstatus(meta, {}, 0), "Terminating");
}

}  // namespace
}  // namespace lifecycle
