#include "lifecycle/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/reasons.h"
#include "fakes/observed_builder.h"
#include "lifecycle/decide.h"
#include "lifecycle/reasons.h"
#include "lifecycle/renewal.h"

namespace lifecycle {
namespace {

using namespace fakes;
using testing::HasSubstr;

const kube::Condition& condition(const api::CertificateStatus& status, std::string_view type) {
  const kube::Condition* found = kube::find_condition(status.conditions, type);
  EXPECT_NE(found, nullptr) << type;
  static const kube::Condition kNone;
  return found == nullptr ? kNone : *found;
}

TEST(Status, OfAGoodCertificateIsReadyAndNothingElse) {
  const auto seen = ObservedBuilder().stored(60 * kDay).build();
  const auto status = status_now(seen, kToday);
  EXPECT_EQ(condition(status, api::kReady).status, "True");
  EXPECT_EQ(condition(status, api::kIssuing).status, "False");
  EXPECT_EQ(condition(status, api::kStalled).status, "False");
  EXPECT_EQ(status.not_after, kToday + 60 * kDay);
  EXPECT_EQ(status.renewal_time, renewal_time(seen));
}

TEST(Status, IsTheSameWhenWrittenTwice) {
  auto builder = ObservedBuilder().stored(60 * kDay);
  const auto status = status_now(builder.build(), kToday);
  builder.with([&](Observed&, api::Certificate& c) { c.status = status; });
  EXPECT_EQ(status_now(builder.build(), kToday + kDay), status);
}

TEST(Status, OfACertificateSeenForTheFirstTimeTakesItsRenewAnnotationForServed) {
  auto builder = ObservedBuilder().stored(60 * kDay).with([](Observed&, api::Certificate& c) {
    c.meta.annotations["sallyport.dev/renew"] = "1";
    c.status = {};
  });
  EXPECT_EQ(reason_to_issue(builder.build(), kToday), std::nullopt);
  const auto status = status_now(builder.build(), kToday);
  EXPECT_EQ(status.renew_request, "1");
  builder.with([&](Observed&, api::Certificate& c) {
    c.meta.annotations["sallyport.dev/renew"] = "2";
    c.status = status;
  });
  EXPECT_EQ(reason_to_issue(builder.build(), kToday), api::kRenewRequested);
}

TEST(Status, OfAFailureSaysWhatWasAnsweredAndWhenTheNextTryIs) {
  const auto status = status_now(ObservedBuilder().failed(base::Seconds(60)).build(), kToday);
  EXPECT_EQ(condition(status, api::kReady).status, "False");
  EXPECT_EQ(condition(status, api::kReady).reason, api::kDoesNotExist);
  EXPECT_EQ(condition(status, api::kIssuing).status, "True");
  EXPECT_EQ(condition(status, api::kIssuing).reason, api::kOrderFailed);
  EXPECT_THAT(condition(status, api::kIssuing).message, HasSubstr("newOrder: refused"));
  EXPECT_THAT(condition(status, api::kIssuing).message, HasSubstr("2026-11-24T00:01:00Z"));
}

TEST(Status, AFailedRenewalLeavesTheCertificateReady) {
  const auto status =
      status_now(ObservedBuilder().stored(20 * kDay).failed(base::Seconds(60)).build(), kToday);
  EXPECT_EQ(condition(status, api::kReady).status, "True");
  EXPECT_EQ(condition(status, api::kIssuing).status, "True");
}

TEST(Status, StalledSaysThatOnlyAPersonHelps) {
  const auto status = status_with(ObservedBuilder().build(), kToday,
                                  {true, api::kSecretNotOurs, "Secret web-tls is not ours", true});
  EXPECT_EQ(condition(status, api::kStalled).status, "True");
  EXPECT_EQ(condition(status, api::kStalled).message, "Secret web-tls is not ours");
}

TEST(Status, CarriesTheGenerationItIsOf) {
  const auto status =
      status_now(ObservedBuilder()
                     .stored(60 * kDay)
                     .with([](Observed&, api::Certificate& c) { c.meta.generation = 7; })
                     .build(),
                 kToday);
  EXPECT_EQ(status.observed_generation, 7);
  EXPECT_EQ(condition(status, api::kReady).observed_generation, 7);
}

}  // namespace
}  // namespace lifecycle
