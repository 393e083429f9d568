#include "reach/preflight_decision.h"

#include <gmock/gmock.h>

namespace controller {
namespace {

using api::PreflightPolicy;
using preflight::Report;
using preflight::Verdict;
using testing::HasSubstr;
using testing::Not;
using Kind = PreflightDecision::Kind;

constexpr base::Millis kLong{60'000};

Report report(Verdict verdict, const std::string& text = "") {
  return {verdict, verdict == Verdict::kPasses ? "" : preflight::problem::kWrongStatus, text, {}};
}

Kind kind_of(Verdict verdict, PreflightPolicy policy, base::Millis since) {
  return decide_preflight({{"a.example", report(verdict, "x")}}, policy, since, kRecordPatience)
      .kind;
}

TEST(PreflightDecision, WhatTheCaWouldSeeTooIsRefusedUnlessThePolicySaysOtherwise) {
  EXPECT_EQ(kind_of(Verdict::kFails, PreflightPolicy::kEnforce, kLong), Kind::kRefuse);
  EXPECT_EQ(kind_of(Verdict::kFails, PreflightPolicy::kWarn, kLong), Kind::kGoOn);
  EXPECT_EQ(kind_of(Verdict::kWarns, PreflightPolicy::kEnforce, kLong), Kind::kGoOn);
  EXPECT_EQ(kind_of(Verdict::kPasses, PreflightPolicy::kEnforce, base::Millis(0)), Kind::kGoOn);
}

TEST(PreflightDecision, ARouteThatMayBeNewIsGivenAMoment) {
  for (const auto policy : {PreflightPolicy::kEnforce, PreflightPolicy::kWarn}) {
    EXPECT_EQ(kind_of(Verdict::kFails, policy, base::Millis(100)), Kind::kLookAgain);
    EXPECT_EQ(kind_of(Verdict::kCannotTell, policy, base::Millis(100)), Kind::kLookAgain);
  }
}

TEST(PreflightDecision, ARouteThatLeadsElsewhereIsGivenTheSameMomentAndIsToldThen) {
  const Preflights::Reports found{
      {"a.example", {Verdict::kWarns, preflight::problem::kRouteAstray, "astray", {}}}};
  const auto at = [&](base::Millis since) {
    return decide_preflight(found, PreflightPolicy::kEnforce, since, kRecordPatience);
  };
  EXPECT_EQ(at(base::Millis(100)).kind, Kind::kLookAgain);
  EXPECT_EQ(at(base::Seconds(5)).kind, Kind::kGoOn);
  EXPECT_THAT(at(base::Seconds(5)).text, HasSubstr("RouteAstray: astray"));
}

TEST(PreflightDecision, PF11_WhatCannotBeToldIsNeverWaitedForLong) {
  EXPECT_EQ(kind_of(Verdict::kCannotTell, PreflightPolicy::kEnforce, base::Seconds(3)),
            Kind::kGoOn);
}

TEST(PreflightDecision, ANameWithoutAddressIsToldForTenMinutesAndThenAskedFor) {
  for (const auto problem : {preflight::problem::kNoAddress, preflight::problem::kPrivateAddress}) {
    const Preflights::Reports found{{"a.example", {Verdict::kCannotTell, problem, "has none", {}}}};
    const auto at = [&](base::Millis since, PreflightPolicy policy = PreflightPolicy::kEnforce) {
      return decide_preflight(found, policy, since, kRecordPatience);
    };
    EXPECT_EQ(at(base::Millis(100)).kind, Kind::kLookAgain);
    EXPECT_EQ(at(base::Seconds(599)).kind, Kind::kRefuse);
    EXPECT_THAT(at(base::Seconds(599)).text, HasSubstr("asked all the same after 10 minutes"));
    EXPECT_EQ(at(base::Seconds(599), PreflightPolicy::kWarn).kind, Kind::kGoOn);
    EXPECT_EQ(at(base::Seconds(600)).kind, Kind::kGoOn);
  }
}

TEST(PreflightDecision, TheWorstNameDecidesAndIsTold) {
  const auto decision = decide_preflight({{"bad.example", report(Verdict::kFails, "answered 404")},
                                          {"dim.example", report(Verdict::kCannotTell, "refused")},
                                          {"good.example", report(Verdict::kPasses)}},
                                         PreflightPolicy::kEnforce, kLong, kRecordPatience);
  EXPECT_EQ(decision.kind, Kind::kRefuse);
  EXPECT_EQ(decision.text, "bad.example: WrongStatus: answered 404");
}

TEST(PreflightDecision, OfManyNamesFiveAreTold) {
  Preflights::Reports found;
  for (int i = 10; i < 30; ++i) {
    found[std::to_string(i) + ".example"] = report(Verdict::kFails, "answered 404");
  }
  const auto decision = decide_preflight(found, PreflightPolicy::kEnforce, kLong, kRecordPatience);
  EXPECT_THAT(decision.text, HasSubstr("14.example"));
  EXPECT_THAT(decision.text, Not(HasSubstr("15.example")));
  EXPECT_THAT(decision.text, HasSubstr("and 15 more names"));
}

TEST(PreflightDecision, L10_WhatWasRepairedIsSeenWithinAQuarterOfTheTimeThatItWasBroken) {
  EXPECT_EQ(preflight_pace(base::Millis(0)), base::Millis(20));
  EXPECT_EQ(preflight_pace(base::Seconds(40)), base::Seconds(10));
  EXPECT_EQ(preflight_pace(std::chrono::hours(24 * 7)), std::chrono::minutes(5));
}

}  // namespace
}  // namespace controller
