// Nothing for ever, and nothing without a pace: each failure that is repeated waits longer each
// time, up to a bound, and never not at all. Every wait of the product, with its values, is in
// docs/reference/waits.md, which tests/docs/waits.py holds against the sources.

#include "lifecycle/waits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/observed_builder.h"
#include "fakes/words.h"
#include "lifecycle/after.h"
#include "lifecycle/issuer_life.h"

namespace lifecycle {
namespace {

using namespace fakes;
using std::chrono::hours;
using std::chrono::minutes;
using Pauses = std::vector<base::Millis>;

constexpr int kRepetitions = 40;

// A pause is drawn up to a fifth longer than it is meant.
void expect_growth_to(const Pauses& pauses, base::Millis least_at_last, base::Millis most,
                      const std::string& of) {
  ASSERT_EQ(pauses.size(), static_cast<std::size_t>(kRepetitions)) << of;
  for (std::size_t i = 0; i < pauses.size(); ++i) {
    EXPECT_GT(pauses[i].count(), 0) << of << ", failure " << i + 1;
    EXPECT_LE(pauses[i], most + most / 5) << of << ", failure " << i + 1;
    const base::Millis before = i == 0 ? base::Millis(0) : pauses[i - 1];
    EXPECT_GE(pauses[i] + pauses[i] / 5, before) << of << ", failure " << i + 1;
  }
  EXPECT_GE(pauses.back(), least_at_last) << of;
}

// ---- Attempts of a Certificate

struct Attempt {
  std::string_view reason;
  bool stalled;
  base::Millis least_at_last;
};

Pauses pauses_of(const FailedAttempt& attempt) {
  Observed seen = ObservedBuilder().build();
  std::mt19937 random(1);
  base::WallTime now = kToday;
  Pauses pauses;
  for (int i = 0; i < kRepetitions; ++i) {
    const After then = after(seen, attempt, now, random);
    auto next = std::make_shared<api::Certificate>(*seen.certificate);
    next->status = *then.status;
    pauses.push_back(next->status.failure->next_try - now);
    now = next->status.failure->next_try;
    const auto* issuing = kube::find_condition(next->status.conditions, api::kIssuing);
    EXPECT_NE(issuing->message.find("next try at "), std::string::npos) << issuing->message;
    EXPECT_EQ(fault_of(issuing->message, kLongestCondition), "");
    seen.certificate = std::move(next);
    EXPECT_FALSE(waits_until(seen, now)) << "it is due";
    EXPECT_TRUE(waits_until(seen, now - base::Millis(1))) << "and not before";
  }
  return pauses;
}

TEST(Waits, OfAttemptsGrowToABoundForEachReason) {
  const std::vector<Attempt> attempts = {{api::kOrderFailed, false, hours(1)},
                                         {api::kOrderFailed, true, hours(24)},
                                         {api::kChallengeFailed, false, hours(24)},
                                         {api::kCertificateRejected, false, hours(24)},
                                         {api::kKeyRefused, false, hours(1)},
                                         {api::kKeyRefused, true, hours(24)},
                                         {api::kProfileNotOffered, true, hours(24)},
                                         {api::kRateLimited, false, hours(1)},
                                         {api::kPaused, true, hours(24)},
                                         {api::kInvalidSpec, true, hours(24)},
                                         {api::kSecretChanged, true, hours(24)},
                                         {api::kIssuerNotReady, false, hours(1)},
                                         {api::kCaUnreachable, false, minutes(10)}};
  for (const Attempt& one : attempts) {
    expect_growth_to(
        pauses_of({.reason = one.reason, .message = "it failed", .stalled = one.stalled}),
        one.least_at_last, hours(24), std::string(one.reason) + (one.stalled ? ", stalled" : ""));
  }
}

TEST(Waits, OfANameThatFailsAreNoMoreThanAnOrderAnHourInADay) {
  for (const auto reason : {api::kOrderFailed, api::kChallengeFailed, api::kCertificateRejected}) {
    base::Millis day{0};
    int orders = 1;
    for (const base::Millis pause : pauses_of({.reason = reason, .message = "it failed"})) {
      day += pause;
      if (day < hours(24)) ++orders;
    }
    EXPECT_LE(orders, 24) << reason;
  }
}

// ---- Of a name that the CA could not validate, whatever else fails in between

class FailingName : public testing::Test {
 protected:
  // The pause after one more attempt, which begins when that before has ended.
  base::Millis fail(std::string_view reason) {
    return next(after(seen_, FailedAttempt{.reason = reason, .message = "it failed"}, now_, random_)
                    .status->failure);
  }
  base::Millis fail(int times, std::string_view reason) {
    base::Millis last{0};
    for (int i = 0; i < times; ++i) last = fail(reason);
    return last;
  }
  // An order is made when it is due, and given up at once. How long until the next one.
  base::Millis give_up_order() {
    Observed busy = seen_;
    auto ordering = std::make_shared<api::Certificate>(*seen_.certificate);
    ordering->status.order = api::OrderRecord{"https://ca/o/1", "https://ca/a/1", "", "", now_};
    busy.certificate = std::move(ordering);
    return next(after(busy, Abandoned{"the CA has forgotten it"}, now_, random_).status->failure);
  }
  void change(auto&& what) {
    auto changed = std::make_shared<api::Certificate>(*seen_.certificate);
    what(*changed);
    seen_.certificate = std::move(changed);
  }

 private:
  base::Millis next(const base::Boxed<api::Failure>& failure) {
    const base::Millis pause = failure->next_try - now_;
    // As after a restart.
    change([&](api::Certificate& one) {
      one.status.failure = failure;
      const auto body = wire::Object::parse(api::write_status(one).text());
      one.status.failure =
          api::read_certificate(
              wire::Object::parse(
                  wire::Writer(body)
                      .set("spec", wire::Writer()
                                       .set("secretName", "s")
                                       .set("issuerRef", wire::Writer().set("name", "i")))
                      .text()))
              .status.failure;
    });
    now_ += pause;
    return pause;
  }

  Observed seen_ = ObservedBuilder().build();
  std::mt19937 random_{1};
  base::WallTime now_ = kToday;
};

TEST_F(FailingName, HasItsPausesCountedOnOverWhatElseFails) {
  for (const auto other : {api::kCaUnreachable, api::kRateLimited, api::kOrderFailed,
                           api::kIssuerNotReady, api::kKeyRefused, api::kCertificateRejected}) {
    EXPECT_LE(fail(api::kChallengeFailed), minutes(2)) << "the first may be a chance, " << other;
    fail(2, api::kChallengeFailed);
    for (int i = 0; i < 5; ++i) {
      EXPECT_GE(fail(other), hours(1)) << other;
      EXPECT_GE(fail(api::kChallengeFailed), hours(16)) << other;
    }
    change([](api::Certificate& one) { one.status.failure.reset(); });
  }
}

TEST_F(FailingName, IsWaitedForAnewOnceAPersonHasDoneSomething) {
  fail(5, api::kChallengeFailed);
  change([](api::Certificate& one) { ++one.meta.generation; });
  EXPECT_LE(fail(api::kChallengeFailed), minutes(2));
  fail(5, api::kChallengeFailed);
  change([](api::Certificate& one) {
    one.meta.annotations[std::string(api::kRenewAnnotation)] = "again";
  });
  EXPECT_LE(fail(api::kCaUnreachable), minutes(12));
  EXPECT_LE(fail(api::kChallengeFailed), minutes(2));
}

// The API server drops what it does not know, and an earlier version has not counted.
TEST_F(FailingName, HasItsPausesCountedWhereTheDefinitionsAreOlder) {
  base::Millis last{0};
  for (int i = 0; i < 5; ++i) {
    last = fail(api::kChallengeFailed);
    change([](api::Certificate& one) { one.status.failure->failed_validations = 0; });
  }
  EXPECT_GE(last, hours(16));
}

// An order that is given up has been made all the same.
TEST_F(FailingName, HasNoNewOrderAtOnceForOneThatIsGivenUp) {
  fail(2, api::kChallengeFailed);
  EXPECT_LE(give_up_order(), minutes(2));
  fail(1, api::kChallengeFailed);
  EXPECT_GE(give_up_order(), hours(1));
}

TEST(Waits, WhatACaAsksForCountsWithinItsBounds) {
  for (const long asked : {-1L, 0L, 1L, 3600L, 100'000'000'000L}) {
    const FailedAttempt limited{
        .reason = api::kRateLimited, .message = "too many", .retry_after = base::Seconds(asked)};
    for (const base::Millis pause : pauses_of(limited)) {
      EXPECT_GE(pause, kRateLimit.least) << asked;
      EXPECT_LE(pause, kLongestWait) << asked;
    }
  }
}

// ---- What is waited for within one attempt

acme::Error error_of(acme::Error::Kind kind) {
  acme::Error error;
  error.kind = kind;
  error.status = 503;
  error.message = "order at https://ca/o: 503 without a problem document";
  return error;
}

After after_of(const Outcome& outcome, base::WallTime now = kToday) {
  std::mt19937 random(1);
  return after(ObservedBuilder().order(acme::OrderStatus::kReady).build(), outcome, now, random);
}

TEST(Waits, OfTroubleWithinAnOrderGrow) {
  Pauses pauses;
  for (int troubles = 1; troubles <= kRepetitions; ++troubles)
    pauses.push_back(
        after_of(CaError{error_of(acme::Error::Kind::kTrouble), troubles, {}}).pause.value());
  expect_growth_to(pauses, base::Seconds(60), minutes(2), "trouble");
}

TEST(Waits, OfOrderNotReadyGrowAndEndInAFailure) {
  acme::Error error = error_of(acme::Error::Kind::kProblem);
  error.problem = acme::Problem{"orderNotReady", "not yet", 403, {}};
  base::Millis before{0};
  int times = 1;
  for (;; ++times) {
    const After then = after_of(CsrRefused{.error = error, .not_ready = times});
    if (std::holds_alternative<Failed>(then.ending)) break;
    ASSERT_GT(then.pause.value(), before) << times;
    ASSERT_LT(times, kRepetitions) << "it never ends";
    before = *then.pause;
  }
  EXPECT_GT(times, 3) << "servers of a CA may lag behind each other";
}

TEST(Waits, OfASecretThatIsRefusedGrowWithTime) {
  const SecretRefused refused{{kube::Error::Kind::kForbidden, 403, "a quota", {}}, true};
  Pauses pauses;
  base::WallTime now = kToday;
  for (int i = 0; i < kRepetitions; ++i) {
    pauses.push_back(after_of(refused, now).pause.value());
    now += pauses.back();
  }
  expect_growth_to(pauses, minutes(30), hours(1), "a Secret that is refused");
}

TEST(Waits, OfWhatTheClusterDoesNotDoAreNeverNothing) {
  using Kind = kube::Error::Kind;
  for (const Kind kind : {Kind::kNetwork, Kind::kConflict, Kind::kForbidden, Kind::kInvalid,
                          Kind::kNotFound, Kind::kServer}) {
    const After then = after_of(ClusterError{{kind, 500, "why", {}}});
    ASSERT_TRUE(then.pause);
    EXPECT_GE(*then.pause, base::kAfterConflict);
    EXPECT_LE(*then.pause, base::kWhileBlocked);
  }
}

TEST(Waits, ForMemoryOrForTurnsAtACaAreNeverNothing) {
  for (const auto kind : {acme::Error::Kind::kBusy, acme::Error::Kind::kTooFast}) {
    for (const Outcome& outcome :
         {Outcome(RequestRefused{error_of(kind)}), Outcome(CaError{error_of(kind), 1, {}})})
      EXPECT_GE(after_of(outcome).pause.value(), base::Seconds(1));
  }
}

// ---- An issuer

TEST(Waits, OfAnIssuerGrowToABound) {
  for (const bool ready : {false, true}) {
    api::Issuer issuer;
    std::mt19937 random(1);
    base::WallTime now = kToday;
    Pauses pauses;
    for (int i = 0; i < kRepetitions; ++i) {
      const IssuerNotReady why{api::kCaUnreachable, "directory at https://ca/dir: refused"};
      issuer.status = ready ? put_off_status(issuer, why, now, random)
                            : not_ready_status(issuer, why, now, random);
      ASSERT_TRUE(issuer.status.failure->next_try);
      pauses.push_back(*issuer.status.failure->next_try - now);
      now = *issuer.status.failure->next_try;
    }
    expect_growth_to(pauses, minutes(10), minutes(10), ready ? "a key change" : "an issuer");
  }
}

}  // namespace
}  // namespace lifecycle
