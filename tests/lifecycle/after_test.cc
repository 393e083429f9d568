// What follows from each outcome that a step may have. The compiler counts the rows: an outcome
// without one does not compile.

#include "lifecycle/after.h"

#include <gtest/gtest.h>

#include "api/reasons.h"
#include "fakes/covers.h"
#include "fakes/observed_builder.h"

namespace lifecycle {
namespace {

using namespace fakes;
using std::chrono::seconds;
using Status = acme::OrderStatus;

struct NameOfEnding {
  std::string operator()(const std::monostate&) const { return "goes on"; }
  std::string operator()(const PreflightRefused&) const { return "preflight refused"; }
  std::string operator()(const Failed& failed) const {
    return "failed, " + std::string(failed.attempt.reason) +
           (failed.about_names ? ", counts for the names" : "");
  }
  std::string operator()(const Abandoned&) const { return "abandoned"; }
  std::string operator()(const LeftOut&) const { return "left out"; }
  std::string operator()(const Rehearsed&) const { return "rehearsed"; }
  std::string operator()(const Issued&) const { return "issued"; }
};

// "failed, OrderFailed, counts for the names; OrderFailed stalled; drops key; 1000 ms"
std::string text_of(const After& after) {
  std::string text = std::visit(NameOfEnding{}, after.ending);
  if (after.status) {
    const auto* issuing = kube::find_condition(after.status->conditions, api::kIssuing);
    const auto* stalled = kube::find_condition(after.status->conditions, api::kStalled);
    text += "; " + (issuing ? issuing->reason : "no condition") +
            (stalled && stalled->status == "True" ? " stalled" : "");
  }
  if (after.drops_key) text += "; drops key";
  if (after.reads_order) text += "; reads order";
  if (after.drops_profile) text += "; drops profile";
  if (after.trouble) text += "; logs " + std::string(after.trouble->event);
  if (after.pause) text += "; " + std::to_string(after.pause->count()) + " ms";
  return text;
}

acme::Error problem(int status, const std::string& type) {
  acme::Error error;
  error.kind = acme::Error::Kind::kProblem;
  error.status = status;
  error.message = "newOrder: " + type;
  error.problem = acme::Problem{};
  error.problem->type = type;
  return error;
}

acme::Error of_kind(acme::Error::Kind kind) {
  acme::Error error;
  error.kind = kind;
  error.message = "no answer";
  return error;
}

kube::Error refused(kube::Error::Kind kind) { return {kind, 0, "apply secrets team-a/web", {}}; }
using Refused = kube::Error::Kind;

ObservedBuilder ordering(Status status) { return ObservedBuilder().order(status); }

// Two names, of which one may be left out.
ObservedBuilder subset() {
  return ordering(Status::kPending).with([](Observed& seen, api::Certificate& made) {
    made.spec.allow_subset = true;
    made.spec.dns_names = {"bad.example.com", "www.example.com"};
    seen.wanted = {dns_name("bad.example.com"), dns_name("www.example.com")};
  });
}

acme::Error refuses_bad_name() {
  acme::Error error = problem(403, "rejectedIdentifier");
  error.problem->subproblems = {{"rejectedIdentifier", "a risk", dns_name("bad.example.com")}};
  return error;
}

ObservedBuilder keeping_key() {
  return ordering(Status::kReady).with([](Observed& seen, auto&) { seen.keeps_key = true; });
}

// A renewal whose names were left out before.
ObservedBuilder renewal_of_subset() {
  return ObservedBuilder().stored(20 * kDay).with([](Observed&, api::Certificate& made) {
    made.spec.allow_subset = true;
    made.spec.dns_names = {"bad.example.com", "www.example.com"};
    made.status.refused_names = {{"bad.example.com", "dns", "", 1, "", false}};
  });
}

const IssuingCondition kSidecar{.issuing = true, .reason = api::kSidecarNotReady, .message = "no"};

template <class T>
struct Case {
  const char* what;
  ObservedBuilder seen;
  T outcome;
  const char* expected;
};
template <class T>
struct Rows {
  using Expected = T;
  std::vector<Case<T>> cases;
};

using Kind = acme::Error::Kind;
const ObservedBuilder kPlain;

const std::tuple kTable{
    Rows<base::LookAgain>{{{"a step went well", kPlain, base::kNow, "goes on; 0 ms"},
                           {"something else wakes us", kPlain, std::nullopt, "goes on"}}},
    Rows<Waits>{{{"it says so and waits",
                  kPlain,
                  {kSidecar, seconds(1)},
                  "goes on; SidecarNotReady; 1000 ms"}}},
    Rows<StatusDue>{{{"nothing stored", kPlain, {}, "goes on; DoesNotExist"},
                     {"issued", ObservedBuilder().stored(60 * kDay), {}, "goes on; Issued"}}},
    Rows<PreflightRefused>{{{"the CA is not asked",
                             kPlain,
                             {"NoAddress", "no A record", seconds(20)},
                             "preflight refused; PreflightFailed; 20000 ms"}}},
    Rows<OrderMade>{{{"recorded",
                      kPlain,
                      {"https://ca/o/2", "https://ca/a/1", api::kDoesNotExist, ""},
                      "goes on; DoesNotExist"}}},
    Rows<LimitReached>{
        {{"waits", kPlain, {"50 a week", seconds(600)}, "goes on; RateLimited; 600000 ms"},
         {"a renewal goes on without what was left out",
          renewal_of_subset(),
          {"50 a week", seconds(600)},
          "goes on; Expiring"}}},
    Rows<CaIsDown>{{{"says so where an issuance is due",
                     kPlain,
                     {"no answer", seconds(5)},
                     "goes on; CaUnreachable; 5000 ms"},
                    {"says nothing where none is due",
                     ObservedBuilder().stored(60 * kDay),
                     {"no answer", seconds(5)},
                     "goes on; 5000 ms"}}},
    Rows<RequestRefused>{
        {{"no answer", kPlain, {of_kind(Kind::kNetwork)}, "failed, CaUnreachable; CaUnreachable"},
         {"the program ends", kPlain, {of_kind(Kind::kStopped)}, "goes on"},
         {"we have no room to ask", kPlain, {of_kind(Kind::kBusy)}, "goes on; 5000 ms"},
         {"a limit of the CA",
          kPlain,
          {problem(429, "rateLimited")},
          "failed, RateLimited; RateLimited"},
         {"a name that the CA never takes",
          kPlain,
          {problem(403, "rejectedIdentifier")},
          "failed, OrderFailed, counts for the names; OrderFailed stalled"},
         {"TR23 a name that the CA cannot read",
          kPlain,
          {problem(400, "malformed")},
          "failed, OrderFailed, counts for the names; OrderFailed stalled"},
         {"TR01 asked too fast over and over",
          kPlain,
          {of_kind(Kind::kTooFast)},
          "goes on; RateLimited; 5000 ms"},
         {"a page instead of an answer",
          kPlain,
          {of_kind(Kind::kTrouble)},
          "failed, CaUnreachable; CaUnreachable"},
         {"DF11 JSON that is not what was asked for",
          kPlain,
          {of_kind(Kind::kProtocol)},
          "failed, OrderFailed, counts for the names; OrderFailed"},
         {"one name of two", subset(), {refuses_bad_name()}, "left out; DoesNotExist"}}},
    Rows<CaError>{{{"the first trouble is not told",
                    ordering(Status::kPending),
                    {of_kind(Kind::kNetwork), 1, base::Millis(0)},
                    "goes on; logs CaTrouble; 1000 ms"},
                   {"the second is",
                    ordering(Status::kPending),
                    {of_kind(Kind::kNetwork), 2, base::Millis(0)},
                    "goes on; CaUnreachable; logs CaTrouble; 2000 ms"},
                   {"ever later, up to about a minute",
                    ordering(Status::kPending),
                    {of_kind(Kind::kNetwork), 30, base::Millis(0)},
                    "goes on; CaUnreachable; logs CaTrouble; 64000 ms"},
                   {"no sooner than all others",
                    ordering(Status::kPending),
                    {of_kind(Kind::kNetwork), 1, seconds(300)},
                    "goes on; logs CaTrouble; 300000 ms"},
                   {"that we have no room to ask is no trouble of the CA",
                    ordering(Status::kPending),
                    {of_kind(Kind::kBusy), 5, base::Millis(0)},
                    "goes on; 5000 ms"},
                   {"TR01 asked too fast is no outage",
                    ordering(Status::kPending),
                    {of_kind(Kind::kTooFast), 2, base::Millis(0)},
                    "goes on; RateLimited; logs CaTrouble; 2000 ms"},
                   {"DF11 JSON that is not what was asked for ends the order",
                    ordering(Status::kPending),
                    {of_kind(Kind::kProtocol), 0, base::Millis(0)},
                    "failed, OrderFailed, counts for the names; OrderFailed"},
                   {"a no ends the order",
                    ordering(Status::kPending),
                    {problem(400, "malformed"), 0, base::Millis(0)},
                    "failed, OrderFailed, counts for the names; OrderFailed"}}},
    Rows<CsrRefused>{{{"a CA that is behind its own word",
                       ordering(Status::kReady),
                       {problem(403, "orderNotReady"), false, false, 1},
                       "goes on; reads order; 50 ms"},
                      {"DF12 ever later",
                       ordering(Status::kReady),
                       {problem(403, "orderNotReady"), false, false, 10},
                       "goes on; reads order; 25600 ms"},
                      {"DF12 and not for ever",
                       ordering(Status::kReady),
                       {problem(403, "orderNotReady"), false, false, 11},
                       "failed, OrderFailed, counts for the names; OrderFailed"},
                      {"the profile",
                       ordering(Status::kReady),
                       {problem(400, "invalidProfile"), false, false},
                       "abandoned; DoesNotExist; drops profile"},
                      {"an Ed25519 key",
                       ordering(Status::kReady),
                       {problem(400, "badCSR"), true, false},
                       "failed, KeyRefused, counts for the names; KeyRefused stalled"},
                      {"a key that is known to be weak",
                       ordering(Status::kReady),
                       {problem(400, "badPublicKey"), false, false},
                       "failed, KeyRefused, counts for the names; KeyRefused; drops key"},
                      {"a key that the user keeps",
                       keeping_key(),
                       {problem(400, "badPublicKey"), false, false},
                       "failed, KeyRefused, counts for the names; KeyRefused"},
                      {"a CSR: once with another key",
                       ordering(Status::kReady),
                       {problem(400, "badCSR"), false, false},
                       "goes on; drops key; 0 ms"},
                      {"a CSR again",
                       ordering(Status::kReady),
                       {problem(400, "badCSR"), false, true},
                       "failed, OrderFailed, counts for the names; OrderFailed stalled"},
                      {"a CSR around a key that the user keeps",
                       keeping_key(),
                       {problem(400, "badCSR"), false, false},
                       "failed, OrderFailed, counts for the names; OrderFailed stalled"}}},
    Rows<KeyMissing>{{{"gone for good",
                       ordering(Status::kReady),
                       {refused(Refused::kNotFound)},
                       "abandoned; DoesNotExist"},
                      {"unreadable",
                       ordering(Status::kReady),
                       {refused(Refused::kInvalid)},
                       "abandoned; DoesNotExist"},
                      {"the API server is busy",
                       ordering(Status::kReady),
                       {refused(Refused::kServer)},
                       "goes on; logs ClusterRefused; 2000 ms"}}},
    Rows<Rehearsed>{
        {{"on to the CA that counts", ordering(Status::kReady), {}, "rehearsed; DoesNotExist"}}},
    Rows<LeftOut>{{{"the order is over",
                    subset(),
                    {{{"bad.example.com", "dns", "", 1, "", true}}},
                    "left out; DoesNotExist"}}},
    Rows<Abandoned>{{{"no failure is counted",
                      ordering(Status::kPending),
                      {"other names"},
                      "abandoned; DoesNotExist"}}},
    Rows<FailedAttempt>{{{"counted",
                          ordering(Status::kInvalid),
                          {.reason = api::kChallengeFailed, .message = "404"},
                          "failed, ChallengeFailed, counts for the names; ChallengeFailed"},
                         {"nothing was asked of the CA",
                          kPlain,
                          {.reason = api::kIssuerNotReady, .message = "no key"},
                          "failed, IssuerNotReady; IssuerNotReady"}}},
    Rows<Issued>{{{"stored",
                   ordering(Status::kValid),
                   {*ObservedBuilder().stored(60 * kDay).build().stored, std::nullopt},
                   "issued; Issued"}}},
    Rows<ClusterError>{
        {{"somebody wrote meanwhile", kPlain, {refused(Refused::kConflict)}, "goes on; 50 ms"},
         {"the program ends", kPlain, {refused(Refused::kStopped)}, "goes on"},
         {"no answer",
          kPlain,
          {refused(Refused::kNetwork)},
          "goes on; logs ClusterRefused; 2000 ms"},
         {"a right is missing",
          kPlain,
          {refused(Refused::kForbidden)},
          "goes on; ClusterRefused; logs ClusterRefused; 30000 ms"},
         {"a policy says no",
          kPlain,
          {refused(Refused::kInvalid)},
          "goes on; ClusterRefused; logs ClusterRefused; 30000 ms"},
         {"its kind is gone",
          kPlain,
          {refused(Refused::kNotFound)},
          "goes on; ClusterRefused; logs ClusterRefused; 30000 ms"}}},
    Rows<SecretRefused>{{{"no order under way",
                          kPlain,
                          {refused(Refused::kForbidden), true},
                          "goes on; ClusterRefused; logs ClusterRefused; 30000 ms"},
                         {"somebody else's came meanwhile",
                          ordering(Status::kValid),
                          {refused(Refused::kConflict), false},
                          "abandoned; DoesNotExist"},
                         {"ours has changed meanwhile",
                          ordering(Status::kValid),
                          {refused(Refused::kConflict), true},
                          "goes on; 50 ms"},
                         {"DF13 a policy says no: the order is kept, and written again",
                          ordering(Status::kValid),
                          {refused(Refused::kInvalid), true},
                          "goes on; ClusterRefused; logs ClusterRefused; 30000 ms"},
                         {"DF13 ever later",
                          ordering(Status::kValid).with([](Observed&, api::Certificate& made) {
                            made.status.order->started = kToday - seconds(3600);
                          }),
                          {refused(Refused::kForbidden), true},
                          "goes on; ClusterRefused; logs ClusterRefused; 900000 ms"},
                         {"the API server is busy",
                          ordering(Status::kValid),
                          {refused(Refused::kServer), true},
                          "goes on; logs ClusterRefused; 2000 ms"}}},
    Rows<RenewalInfoChanged>{{{"written where it is news",
                               ObservedBuilder().stored(60 * kDay),
                               {},
                               "goes on; Issued; 0 ms"}}},
    Rows<RevocationServed>{
        {{"revoked", ObservedBuilder().stored(60 * kDay), {"01ff"}, "goes on; no condition"},
         {"refused", ObservedBuilder().stored(60 * kDay), {""}, "goes on; no condition"}}},
};

static_assert(kCovers<decltype(kTable), Outcome>, "one row for each, in the order of the variant");

TEST(After, EachOutcomeHasItsStatusItsPauseAndItsEnding) {
  std::mt19937 random(1);
  const auto check = [&](const auto& rows) {
    EXPECT_FALSE(rows.cases.empty());
    for (const auto& each : rows.cases) {
      const Observed seen = each.seen.build();
      EXPECT_EQ(text_of(after(seen, each.outcome, kToday, random)), each.expected) << each.what;
    }
  };
  std::apply([&](const auto&... rows) { (check(rows), ...); }, kTable);
}

TEST(After, WhatEndsAnOrderTakesItOutOfTheStatus) {
  std::mt19937 random(1);
  const Observed seen = ordering(Status::kValid).build();
  const std::vector<Outcome> endings = {
      Rehearsed{}, LeftOut{}, Abandoned{"why"}, FailedAttempt{.reason = api::kOrderFailed},
      Issued{*ObservedBuilder().stored(60 * kDay).build().stored, std::nullopt}};
  for (const Outcome& outcome : endings) {
    const After next = after(seen, outcome, kToday, random);
    ASSERT_TRUE(next.status) << outcome.index();
    EXPECT_FALSE(next.status->order) << outcome.index();
  }
}

TEST(After, AnOrderThatIsMadeIsRecordedWithItsIssuerAndItsRequest) {
  std::mt19937 random(1);
  const Observed seen = ObservedBuilder().build();
  const auto next = after(
      seen, OrderMade{"https://ca/o/2", "https://ca/a/1", api::kExpiring, "slow"}, kToday, random);
  ASSERT_TRUE(next.status && next.status->order);
  EXPECT_EQ(next.status->order->url, "https://ca/o/2");
  EXPECT_EQ(next.status->order->account, "https://ca/a/1");
  EXPECT_EQ(next.status->order->started, kToday);
  EXPECT_EQ(next.status->issuer, seen.asked);
  EXPECT_EQ(kube::find_condition(next.status->conditions, api::kIssuing)->message,
            "order https://ca/o/2 is under way; preflight: slow");
}

TEST(After, ARevocationIsServedOnceForEachRequest) {
  std::mt19937 random(1);
  const Observed seen = ObservedBuilder()
                            .stored(60 * kDay)
                            .failed(seconds(60))
                            .with([](Observed&, api::Certificate& made) {
                              made.meta.annotations["sallyport.dev/revoke"] = "superseded 1";
                            })
                            .build();
  const auto revoked = after(seen, RevocationServed{"01ff"}, kToday, random).status;
  ASSERT_TRUE(revoked && revoked->revocation);
  EXPECT_EQ(revoked->revocation->request, "superseded 1");
  EXPECT_EQ(revoked->revocation->serial, "01ff");
  EXPECT_FALSE(revoked->failure) << "another certificate is due at once";
  EXPECT_TRUE(after(seen, RevocationServed{""}, kToday, random).status->failure);
}

}  // namespace
}  // namespace lifecycle
