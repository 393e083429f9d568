// What a person is told of an attempt that came to nothing, and when the next one is made.
#include <gtest/gtest.h>

#include "fakes/observed_builder.h"
#include "lifecycle/after.h"
#include "lifecycle/reasons.h"
#include "lifecycle/renewal.h"

namespace lifecycle {
namespace {

using namespace fakes;

acme::Error told_by_ca(const std::string& type, const std::string& detail) {
  acme::Error error;
  error.kind = acme::Error::Kind::kProblem;
  error.status = 400;
  error.problem = acme::Problem{};
  error.problem->type = type;
  error.problem->detail = detail;
  error.message = "newOrder at https://ca/new-order: 400 " + type + ": " + detail;
  return error;
}

api::Failure failure_after(const ObservedBuilder& seen, const Outcome& outcome) {
  std::mt19937 random(1);
  return *after(seen.build(), outcome, kToday, random).status->failure;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Messages, TR23_ANameThatTheCaDoesNotTakeIsNamedAndNotAskedForAgainThatDay) {
  for (const char* type : {"malformed", "rejectedIdentifier", "unsupportedIdentifier"}) {
    const auto failure = failure_after(
        ObservedBuilder(),
        RequestRefused{told_by_ca(type, "Domain name has more than 10 labels (parts)")});
    EXPECT_TRUE(failure.stalled) << type;
    EXPECT_TRUE(has(failure.message, "asked for www.example.com")) << failure.message;
    EXPECT_TRUE(has(failure.message, "sallyport.dev/renew")) << failure.message;
    EXPECT_GE(failure.next_try - kToday, std::chrono::minutes(50)) << type;
  }
}

TEST(Messages, WhatIsWrongWithASignatureIsNoMatterOfAPerson) {
  const auto failure = failure_after(
      ObservedBuilder(), RequestRefused{told_by_ca("malformed", "JWS verification error")});
  EXPECT_FALSE(failure.stalled);
}

TEST(Messages, AfterAnOutageOtherFailuresAreCountedAnew) {
  const auto seen =
      ObservedBuilder().failed(base::Millis(0)).with([](auto&, api::Certificate& made) {
        made.status.failure->attempts = 9;
        made.status.failure->reason = api::kCaUnreachable;
      });
  EXPECT_EQ(failure_after(seen, FailedAttempt{.reason = api::kChallengeFailed}).attempts, 1);
  EXPECT_EQ(failure_after(seen, FailedAttempt{.reason = api::kCaUnreachable}).attempts, 10);
}

TEST(Messages, ANameThatTheCaNamesIsNotNamedTwice) {
  const auto failure = failure_after(
      ObservedBuilder(),
      RequestRefused{told_by_ca("rejectedIdentifier", "\"www.example.com\" is on a list")});
  EXPECT_FALSE(has(failure.message, "asked for"));
}

TEST(Messages, OfManyNamesTheFirstFewAreTold) {
  const auto many = ObservedBuilder().with([](Observed& seen, auto&) {
    seen.wanted.clear();
    for (int i = 0; i < 9; ++i)
      seen.wanted.push_back(dns_name("n" + std::to_string(i) + ".example"));
  });
  const auto failure = failure_after(many, RequestRefused{told_by_ca("malformed", "no")});
  EXPECT_TRUE(has(failure.message, "n4.example and 4 more")) << failure.message;
}

TEST(Messages, S8_ACaThatWantsACommonNameIsNotAskedAgainAndTheFieldIsNamed) {
  const CsrRefused refused{told_by_ca("badCSR", "CSR is missing a Common Name (CN)"), false, true};
  const auto seen = ObservedBuilder().order(acme::OrderStatus::kReady);
  EXPECT_TRUE(has(failure_after(seen, refused).message, "set spec.commonName"));
  EXPECT_GE(failure_after(seen, refused).next_try - kToday, std::chrono::minutes(50));
  auto with_one = seen;
  with_one.with([](auto&, api::Certificate& made) { made.spec.common_name = "www.example.com"; });
  EXPECT_FALSE(has(failure_after(with_one, refused).message, "spec.commonName"));
}

TEST(Messages, DF13_AfterACertificateThatIsOfNoUseTheNextOrderIsTenMinutesAwayAtLeast) {
  const auto failure = failure_after(
      ObservedBuilder().order(acme::OrderStatus::kValid),
      FailedAttempt{.reason = api::kCertificateRejected, .message = "the chain is broken"});
  EXPECT_GE(failure.next_try - kToday, std::chrono::minutes(9));
}

// ---- The interval between two certificates ----

// One of a minute, issued so long ago.
Observed short_lived(base::Seconds ago) {
  return ObservedBuilder()
      .stored(60 * kDay)
      .with([&](Observed& seen, api::Certificate& made) {
        seen.stored->not_before = kToday - ago;
        seen.stored->not_after = seen.stored->not_before + base::Seconds(60);
        kube::Condition ended;
        ended.type = api::kIssuing;
        ended.status = "False";
        ended.last_transition = kToday - ago;
        made.status.conditions = {ended};
        made.status.not_after = seen.stored->not_after;
      })
      .build();
}

TEST(RenewalInterval, DF14_NoCertificateIsRenewedWithinTenMinutesOfItsIssuance) {
  for (const int ago : {1, 31, 59, 61, 599}) {
    EXPECT_FALSE(reason_to_issue(short_lived(base::Seconds(ago)), kToday)) << ago;
  }
  EXPECT_EQ(reason_to_issue(short_lived(base::Seconds(600)), kToday), api::kExpired);
  EXPECT_EQ(renewal_time(short_lived(base::Seconds(61))), kToday + base::Seconds(539));
}

TEST(RenewalInterval, WhatSomebodyPutIntoTheSecretIsReplacedAtOnce) {
  Observed seen = short_lived(base::Seconds(61));
  seen.stored->not_after -= base::Seconds(1);
  EXPECT_EQ(reason_to_issue(seen, kToday), api::kExpired);
}

// Of a condition that a clock has written which was ahead, or that ended otherwise.
TEST(RenewalInterval, DF21_AnEndThatIsNotThatOfTheIssuanceHoldsNothingBack) {
  Observed seen = short_lived(base::Seconds(61));
  auto later = std::make_shared<api::Certificate>(*seen.certificate);
  later->status.conditions.front().last_transition = kToday + 300 * kDay;
  seen.certificate = later;
  EXPECT_EQ(reason_to_issue(seen, kToday), api::kExpired);
}

TEST(RenewalInterval, TheCaMayAskForOneAtOnce) {
  Observed seen = short_lived(base::Seconds(1));
  seen.stored->not_after = kToday + 60 * kDay;
  seen.stored->certificate_id = "aki.serial";
  auto asked = std::make_shared<api::Certificate>(*seen.certificate);
  asked->status.not_after = seen.stored->not_after;
  asked->status.renewal_info = api::RenewalInfo{"aki.serial", kToday, kToday, kToday, ""};
  seen.certificate = asked;
  EXPECT_EQ(reason_to_issue(seen, kToday), api::kRenewalSuggested);
}

TEST(RenewalInterval, DF14_APersonMayAskForOneAtOnce) {
  Observed seen = short_lived(base::Seconds(61));
  auto asked = std::make_shared<api::Certificate>(*seen.certificate);
  asked->meta.annotations[std::string(api::kRenewAnnotation)] = "now";
  seen.certificate = asked;
  EXPECT_EQ(reason_to_issue(seen, kToday), api::kRenewRequested);
}

}  // namespace
}  // namespace lifecycle
