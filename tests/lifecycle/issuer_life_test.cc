#include "lifecycle/issuer_life.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "api/reasons.h"
#include "fakes/observed_builder.h"

namespace lifecycle {
namespace {

using namespace fakes;
using std::chrono::hours;
using std::chrono::minutes;
using testing::AllOf;
using testing::Ge;
using testing::Le;

const std::string kAccountUrl = "https://ca/a/1";

api::Issuer fresh() {
  api::Issuer issuer;
  issuer.meta.name = "le";
  issuer.meta.namespace_ = "team-a";
  issuer.meta.generation = 1;
  return issuer;
}

api::Issuer registered() {
  api::Issuer issuer = fresh();
  issuer.status.observed_generation = 1;
  issuer.status.account_url = kAccountUrl;
  put_condition(issuer.status, 1, api::kReady, true, api::kAccountRegistered, "", kToday);
  return issuer;
}

api::Issuer asking_for_a_new_key() {
  api::Issuer issuer = registered();
  issuer.meta.annotations[std::string(api::kRolloverAnnotation)] = "today";
  return issuer;
}

api::Issuer changing_its_key() {
  api::Issuer issuer = asking_for_a_new_key();
  put_condition(issuer.status, 1, api::kReady, false, api::kAccountKeyChanging, "", kToday);
  return issuer;
}

api::Issuer asking_for_deactivation() {
  api::Issuer issuer = registered();
  issuer.meta.annotations[std::string(api::kDeactivateAnnotation)] = kAccountUrl;
  return issuer;
}

// Whoever writes it, and whatever a CA has said.
TEST(IssuerCondition, DF24_FitsIntoWhatTheApiServerTakes) {
  for (const char* character : {"x", "\u00e9", "\u20ac", "\U0001f512"}) {
    for (const std::size_t size : {3990U, 4000U, 4096U, 30'498U, 1'000'000U}) {
      std::string text;
      while (text.size() < size) text += character;
      api::IssuerStatus status;
      put_condition(status, 1, api::kReady, false, api::kAccountRefused, text, kToday);
      const std::string& message = status.conditions.front().message;
      EXPECT_LE(message.size(), 4096U);
      EXPECT_EQ(message.size() % std::string_view(character).size(), 0U);
    }
  }
}

std::mt19937& seeded() {
  static std::mt19937 random(1);
  return random;
}

api::Issuer refused(api::Issuer issuer, const IssuerNotReady& refusal,
                    base::WallTime now = kToday) {
  issuer.status = not_ready_status(issuer, refusal, now, seeded());
  return issuer;
}

const IssuerNotReady kUnreachable{api::kCaUnreachable, "no answer"};

std::size_t step_of(const api::Issuer& issuer, bool busy = false, base::WallTime now = kToday) {
  return decide_issuer(
             issuer, [busy] { return busy; }, now)
      .index();
}

struct IssuerRow {
  api::Issuer issuer;
  bool busy;
};

// One for each step, in the order of the variant.
const std::array<IssuerRow, std::variant_size_v<IssuerStep>> kIssuerRows{{
    {refused(fresh(), kUnreachable), false},
    {registered(), false},
    {fresh(), false},
    {asking_for_deactivation(), false},
    {asking_for_a_new_key(), false},
    {asking_for_a_new_key(), true},
    {changing_its_key(), false},
}};

TEST(DecideIssuer, TakesEachStepWhenItsTimeHasCome) {
  for (std::size_t i = 0; i < kIssuerRows.size(); ++i)
    EXPECT_EQ(step_of(kIssuerRows[i].issuer, kIssuerRows[i].busy), i);
}

TEST(DecideIssuer, NothingIsDoneForOneThatIsGoing) {
  api::Issuer issuer = fresh();
  issuer.meta.deleting = true;
  EXPECT_EQ(step_of(issuer), IssuerStep(IssuerRests{}).index());
}

TEST(DecideIssuer, AKeyIsMadeAnewOnlyWhereNoOrderCameBetween) {
  const auto may_begin = [](bool busy) {
    return std::get<ChangeKey>(decide_issuer(
                                   changing_its_key(), [busy] { return busy; }, kToday))
        .may_begin;
  };
  EXPECT_TRUE(may_begin(false));
  EXPECT_FALSE(may_begin(true));
}

TEST(DecideIssuer, AFailureIsWaitedForAndThenTriedAgain) {
  const api::Issuer issuer = refused(fresh(), kUnreachable);
  const base::WallTime next = issuer.status.failure->next_try.value();
  EXPECT_EQ(std::get<IssuerRests>(decide_issuer(issuer, {}, kToday)).until, next);
  EXPECT_EQ(step_of(issuer, false, next), IssuerStep(RegisterAccount{}).index());
}

TEST(DecideIssuer, ANextTryThatAWrongClockWroteIsNotWaitedFor) {
  const api::Issuer issuer = refused(fresh(), kUnreachable, kToday + hours(24 * 3650));
  EXPECT_EQ(step_of(issuer), IssuerStep(RegisterAccount{}).index());
}

TEST(DecideIssuer, DF21_AClockThatWasAheadForMinutesIsNotWaitedForEither) {
  for (const int ahead : {20, 60, 600}) {
    const api::Issuer issuer = refused(fresh(), kUnreachable, kToday + std::chrono::minutes(ahead));
    EXPECT_EQ(step_of(issuer), IssuerStep(RegisterAccount{}).index()) << ahead;
  }
}

TEST(DecideIssuer, AChangedIssuerIsTriedAtOnceAndItsFailuresAreCountedAnew) {
  api::Issuer issuer = refused(refused(fresh(), kUnreachable), kUnreachable);
  EXPECT_EQ(issuer.status.failure->attempts, 2);
  issuer.meta.generation = 2;
  EXPECT_EQ(step_of(issuer), IssuerStep(RegisterAccount{}).index());
  EXPECT_EQ(refused(issuer, kUnreachable).status.failure->attempts, 1);
}

TEST(DecideIssuer, WhatNoTimeMendsIsTriedWhenTheIssuerIsChanged) {
  api::Issuer issuer = refused(
      fresh(),
      {.reason = api::kAccountDeactivated, .message = "gone", .stalled = true, .permanent = true});
  EXPECT_EQ(issuer.status.failure->next_try, std::nullopt);
  EXPECT_EQ(step_of(issuer, false, kToday + hours(9000)), IssuerStep(IssuerRests{}).index());
  issuer.meta.generation = 2;
  EXPECT_EQ(step_of(issuer), IssuerStep(RegisterAccount{}).index());
}

TEST(RefusedStatus, WaitsEverLongerUpToTenMinutes) {
  api::Issuer issuer = fresh();
  base::Millis before{0};
  for (int i = 0; i < 20; ++i) {
    issuer = refused(issuer, kUnreachable);
    const base::Millis pause = issuer.status.failure->next_try.value() - kToday;
    EXPECT_THAT(pause, AllOf(Ge(base::Seconds(4)), Le(minutes(12)))) << i;
    before = pause;
  }
  EXPECT_GE(before, minutes(8));
}

TEST(RefusedStatus, KeepsToWhatTheCaAsksFor) {
  const api::Issuer issuer = refused(
      fresh(),
      {.reason = api::kRateLimited, .message = "slow down", .retry_after = base::Seconds(7200)});
  EXPECT_GE(issuer.status.failure->next_try.value(), kToday + hours(2));
}

TEST(RefusedStatus, SaysWhyAndWhetherAPersonMustHelp) {
  const auto said = [](const api::Issuer& issuer, std::string_view type) {
    return *kube::find_condition(issuer.status.conditions, type);
  };
  const api::Issuer waits = refused(fresh(), kUnreachable);
  EXPECT_EQ(said(waits, api::kReady).message, "no answer");
  EXPECT_EQ(said(waits, api::kStalled).status, "False");
  const api::Issuer stalls = refused(fresh(), {api::kAccountKeyMissing, "no Secret", true});
  EXPECT_EQ(said(stalls, api::kStalled).status, "True");
  EXPECT_EQ(said(stalls, api::kStalled).message, "no Secret");
}

}  // namespace
}  // namespace lifecycle
