#include "lifecycle/decide.h"

#include <gtest/gtest.h>

#include "api/reasons.h"
#include "fakes/observed_builder.h"
#include "lifecycle/reasons.h"
#include "lifecycle/renewal.h"
#include "lifecycle/status.h"

namespace lifecycle {
namespace {

using namespace fakes;
using acme::OrderStatus;
using Certificate = api::Certificate;
const Policy kPolicy{base::Seconds(60)};

Step step_of(const ObservedBuilder& builder) { return decide(builder.build(), kToday, kPolicy); }
std::string name_of(const ObservedBuilder& builder) { return std::string(name(step_of(builder))); }

// The same, once the status says what is true.
ObservedBuilder told(ObservedBuilder builder) {
  return builder.with(
      [&](Observed&, Certificate& c) { c.status = status_now(builder.build(), kToday); });
}

// ---- From nothing to a certificate: one row for each thing that is still missing.

TEST(Decide, RecordsTheNamesBeforeItDoesAnythingElse) {
  const ObservedBuilder due = ObservedBuilder().with([](Observed& o, auto&) {
    o.routes_in_place = false;
    o.name_refusal = "another name is somebody else's";
    o.claim = ClaimDue{nullptr, {{"a.example", {}}}};
  });
  EXPECT_EQ(name_of(due), "ClaimNames");
}

TEST(Decide, WaitsForAGatewayThatHasNotSaidWhetherItTakesARoute) {
  const Step step = decide(ObservedBuilder()
                               .with([](Observed& o, auto&) {
                                 o.routes_in_place = true;
                                 o.route_patience = base::Millis(1500);
                               })
                               .build(),
                           kToday, {});
  ASSERT_TRUE(std::holds_alternative<Rest>(step));
  EXPECT_EQ(std::get<Rest>(step).until, kToday + base::Millis(1500));
}

TEST(Decide, AsksTheCaForNothingThatAGatewayRefuses) {
  const Step step = decide(
      ObservedBuilder().with([](Observed& o, auto&) { o.route_refusal = "Gateway: no"; }).build(),
      kToday, {});
  EXPECT_EQ(std::get<Blocked>(step).reason, api::kRouteNotAccepted);
  EXPECT_EQ(std::get<Blocked>(step).message, "Gateway: no");
}

TEST(Decide, RestoresNoRouteBeforeTheStatusIsTrueAndAllIsCleanedUp) {
  const auto lost = [](bool answers_left) {
    return name_of(told(ObservedBuilder().stored(60 * kDay).with([&](Observed& o, auto&) {
      o.routes_serve = false;
      o.answers_left = answers_left;
    })));
  };
  EXPECT_EQ(lost(false), "RestoreRoutes");
  EXPECT_NE(lost(true), "RestoreRoutes");
}

TEST(Decide, CreatesRoutesFirst) {
  EXPECT_EQ(name_of(ObservedBuilder().with([](Observed& o, auto&) { o.routes_in_place = false; })),
            "CreateRoutes");
}

TEST(Decide, StoresTheKeyBeforeTheOrder) { EXPECT_EQ(name_of(ObservedBuilder()), "CreateKey"); }

TEST(Decide, AsksForTheTimeBeforeAnOrderThatTheLimitsCount) {
  EXPECT_EQ(name_of(ObservedBuilder().with([](Observed& o, auto&) { o.key_in_place = true; })),
            "CheckClock");
}

TEST(Decide, StartsAnOrderWithTheReason) {
  const Step step = step_of(ObservedBuilder().with([](Observed& o, auto&) {
    o.key_in_place = true;
    o.clock_checked = true;
  }));
  ASSERT_TRUE(std::holds_alternative<StartOrder>(step));
  EXPECT_EQ(std::get<StartOrder>(step).reason, api::kDoesNotExist);
}

struct OrderRow {
  const char* about;
  OrderStatus status;
  void (*change)(OrderSeen&);
  const char* step;
};

class DecideOrder : public testing::TestWithParam<OrderRow> {};

TEST_P(DecideOrder, TakesTheNextStep) {
  const OrderRow& row = GetParam();
  EXPECT_EQ(name_of(ObservedBuilder().order(row.status).with([&](Observed& o, auto&) {
              row.change(*o.order);
            })),
            row.step);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, DecideOrder,
    testing::Values(
        OrderRow{"NotFetched", OrderStatus::kPending, [](OrderSeen& o) { o.fetched = false; },
                 "FetchOrder"},
        OrderRow{"Fetched", OrderStatus::kPending, [](OrderSeen&) {}, "PresentAnswers"},
        OrderRow{"Presented", OrderStatus::kPending, [](OrderSeen& o) { o.presented = true; },
                 "ConfirmAnswers"},
        OrderRow{"Confirmed", OrderStatus::kPending,
                 [](OrderSeen& o) { o.presented = o.confirmed = true; }, "AnswerChallenges"},
        OrderRow{"Answered", OrderStatus::kPending,
                 [](OrderSeen& o) { o.presented = o.confirmed = o.answered = true; },
                 "AwaitValidation"},
        OrderRow{
            "ValidationDue", OrderStatus::kPending,
            [](OrderSeen& o) { o.presented = o.confirmed = o.answered = o.validation_due = true; },
            "PollOrder"},
        OrderRow{"Ready", OrderStatus::kReady, [](OrderSeen&) {}, "FinalizeOrder"},
        OrderRow{"Processing", OrderStatus::kProcessing, [](OrderSeen&) {}, "PollOrder"},
        OrderRow{"Valid", OrderStatus::kValid, [](OrderSeen&) {}, "StoreCertificate"},
        OrderRow{"Invalid", OrderStatus::kInvalid, [](OrderSeen&) {}, "FailOrder"},
        OrderRow{"Failed", OrderStatus::kPending, [](OrderSeen& o) { o.failure = "no"; },
                 "FailOrder"},
        OrderRow{"OtherNames", OrderStatus::kReady,
                 [](OrderSeen& o) { o.identifiers = {dns_name("old.example")}; }, "AbandonOrder"}),
    [](const auto& row) { return row.param.about; });

TEST(Decide, NeverFinalizesWithoutAStoredKey) {
  EXPECT_EQ(name_of(ObservedBuilder().order(OrderStatus::kReady).with([](Observed& o, auto&) {
              o.key_in_place = false;
            })),
            "CreateKey");
}

TEST(Decide, AbandonsAValidOrderWhoseKeyIsGone) {
  EXPECT_EQ(name_of(ObservedBuilder().order(OrderStatus::kValid).with([](Observed& o, auto&) {
              o.key_in_place = false;
            })),
            "AbandonOrder");
}

TEST(Decide, AbandonsAnOrderOfAnotherAccount) {
  EXPECT_EQ(name_of(ObservedBuilder().order(OrderStatus::kReady).with([](Observed& o, auto&) {
              o.account = "https://other-ca/a/7";
            })),
            "AbandonOrder");
}

TEST(Decide, GivesAnOrderUpWhenItsSecretBecomesSomebodyElses) {
  EXPECT_EQ(name_of(ObservedBuilder().order(OrderStatus::kReady).with([](Observed& o, auto&) {
              o.secret = SecretState::kForeign;
            })),
            "AbandonOrder");
}

TEST(Decide, KeepsAnOrderWhileItsIssuerIsNotReady) {
  EXPECT_EQ(name_of(ObservedBuilder().order(OrderStatus::kReady).with([](Observed& o, auto&) {
              o.issuer = IssuerState::kNotReady;
            })),
            "Blocked");
}

TEST(Decide, LeavesAnOrderAloneWhileItsIssuerIsLookedAtAnew) {
  EXPECT_EQ(name_of(ObservedBuilder().order(OrderStatus::kReady).with([](Observed& o, auto&) {
              o.issuer = IssuerState::kNew;
              o.account = "";
            })),
            "Rest");
}

// ---- Reasons to replace what is stored.

struct ReasonRow {
  const char* about;
  void (*change)(Observed&, Certificate&);
  std::string_view reason;
};

class DecideReason : public testing::TestWithParam<ReasonRow> {};

TEST_P(DecideReason, IsFound) {
  const ReasonRow& row = GetParam();
  const Observed seen = ObservedBuilder().stored(60 * kDay).with(row.change).build();
  EXPECT_EQ(reason_to_issue(seen, kToday), row.reason);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, DecideReason,
    testing::Values(
        ReasonRow{"KeyMismatch", [](Observed& o, Certificate&) { o.stored->key_matches = false; },
                  api::kKeyMismatch},
        ReasonRow{"NameAdded",
                  [](Observed& o, Certificate&) { o.wanted.push_back(dns_name("x.example.com")); },
                  api::kNamesDiffer},
        ReasonRow{"OtherAlgorithm",
                  [](Observed&, Certificate& c) {
                    c.spec.private_key = {"RSA", 2048, "PKCS8", true};
                  },
                  api::kKeySpecDiffers},
        ReasonRow{"OtherSize", [](Observed&, Certificate& c) { c.spec.private_key.size = 384; },
                  api::kKeySpecDiffers},
        ReasonRow{"OtherIssuer",
                  [](Observed&, Certificate& c) { c.spec.issuer.kind = "ClusterIssuer"; },
                  api::kIssuerDiffers},
        ReasonRow{"Expiring",
                  [](Observed& o, Certificate&) {
                    o.stored->not_before = kToday - 60 * kDay;
                    o.stored->not_after = kToday + 30 * kDay;
                  },
                  api::kExpiring},
        ReasonRow{"Expired", [](Observed& o, Certificate&) { o.stored->not_after = kToday; },
                  api::kExpired},
        ReasonRow{
            "Asked",
            [](Observed&, Certificate& c) { c.meta.annotations["sallyport.dev/renew"] = "1"; },
            api::kRenewRequested},
        ReasonRow{"Unreadable",
                  [](Observed& o, Certificate&) {
                    o.secret = SecretState::kUnreadable;
                    o.stored.reset();
                  },
                  api::kMissingData}),
    [](const auto& row) { return row.param.about; });

TEST(Decide, AServedRenewalRequestIsNoReason) {
  const Observed seen = ObservedBuilder()
                            .stored(60 * kDay)
                            .with([](Observed&, Certificate& c) {
                              c.meta.annotations["sallyport.dev/renew"] = "1";
                              c.status.renew_request = "1";
                            })
                            .build();
  EXPECT_EQ(reason_to_issue(seen, kToday), std::nullopt);
}

TEST(Decide, ARenewalRequestThatComesWithABackupIsNoReason) {
  auto builder = ObservedBuilder().stored(60 * kDay).with([](Observed&, Certificate& c) {
    c.meta.annotations["sallyport.dev/renew"] = "1";
    c.status.observed_generation = 0;
  });
  EXPECT_EQ(reason_to_issue(builder.build(), kToday), std::nullopt);
}

// ---- Rest.

TEST(Decide, ReportsThenRestsUntilTheRenewal) {
  const auto builder = ObservedBuilder().stored(60 * kDay);
  EXPECT_EQ(name_of(builder), "Report");
  const Step step = step_of(told(builder));
  ASSERT_TRUE(std::holds_alternative<Rest>(step));
  EXPECT_EQ(std::get<Rest>(step).until, renewal_time(builder.build()));
}

TEST(Decide, KeepsAnswersForTheGraceAfterASuccess) {
  auto builder = told(
      ObservedBuilder().stored(60 * kDay).with([](Observed& o, auto&) { o.answers_left = true; }));
  const Step step = step_of(builder);
  ASSERT_TRUE(std::holds_alternative<Rest>(step));
  EXPECT_EQ(std::get<Rest>(step).until, kToday + base::Seconds(60));
  EXPECT_EQ(name(decide(builder.build(), kToday + base::Seconds(60), kPolicy)), "CleanUp");
}

TEST(Decide, RemovesAnswersAtOnceAfterAFailure) {
  EXPECT_EQ(name_of(told(ObservedBuilder().failed(base::Seconds(60)).with([](Observed& o, auto&) {
              o.answers_left = true;
            }))),
            "CleanUp");
}

TEST(Decide, BacksOffAfterAFailure) {
  const Step step = step_of(told(ObservedBuilder().failed(base::Seconds(60))));
  ASSERT_TRUE(std::holds_alternative<Rest>(step));
  EXPECT_EQ(std::get<Rest>(step).until, kToday + base::Seconds(60));
}

TEST(Decide, WhatAWrongClockWroteAsTheNextTryIsNotWaitedFor) {
  EXPECT_EQ(name_of(told(ObservedBuilder().failed(7 * kDay))), "Rest");
  EXPECT_EQ(name_of(told(ObservedBuilder().failed(3650 * kDay))), "CreateKey");
}

TEST(Decide, TriesAgainWhenItsTimeHasCome) {
  EXPECT_EQ(name_of(ObservedBuilder().failed(base::Seconds(0))), "CreateKey");
}

TEST(Decide, TriesAtOnceAfterTheSpecChanged) {
  EXPECT_EQ(name_of(ObservedBuilder().failed(base::Seconds(60)).with([](Observed&, Certificate& c) {
              c.meta.generation = 2;
            })),
            "CreateKey");
}

TEST(Decide, TriesAtOnceWhenAskedTo) {
  EXPECT_EQ(name_of(ObservedBuilder().failed(base::Seconds(60)).with([](Observed&, Certificate& c) {
              c.meta.annotations["sallyport.dev/renew"] = "now";
            })),
            "CreateKey");
}

// ---- What stands in the way.

struct BlockedRow {
  const char* about;
  void (*change)(Observed&, Certificate&);
  std::string_view reason;
  bool stalled;
};

class DecideBlocked : public testing::TestWithParam<BlockedRow> {};

TEST_P(DecideBlocked, SaysWhy) {
  const BlockedRow& row = GetParam();
  const Step step = step_of(ObservedBuilder().with(row.change));
  ASSERT_TRUE(std::holds_alternative<Blocked>(step)) << name(step);
  EXPECT_EQ(std::get<Blocked>(step).reason, row.reason);
  EXPECT_EQ(std::get<Blocked>(step).stalled, row.stalled);
  EXPECT_FALSE(std::get<Blocked>(step).message.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Rows, DecideBlocked,
    testing::Values(
        BlockedRow{"NoIssuer", [](Observed& o, Certificate&) { o.issuer = IssuerState::kMissing; },
                   api::kIssuerNotFound, false},
        BlockedRow{"IssuerNotReady",
                   [](Observed& o, Certificate&) { o.issuer = IssuerState::kNotReady; },
                   api::kIssuerNotReady, false},
        BlockedRow{"ForeignSecret",
                   [](Observed& o, Certificate&) { o.secret = SecretState::kForeign; },
                   api::kSecretNotOurs, true},
        BlockedRow{"AnothersName", [](Observed& o, Certificate&) { o.name_refusal = "not yours"; },
                   api::kNameNotOurs, true},
        BlockedRow{"FixedSecret", [](Observed& o, Certificate&) { o.secret_is_fixed = true; },
                   api::kSecretImmutable, true},
        BlockedRow{"NoSolver",
                   [](Observed& o, Certificate&) { o.unsolved_name = "www.example.com"; },
                   api::kNoSolver, true},
        BlockedRow{"DF34_RuleWithoutHost",
                   [](Observed& o, Certificate&) { o.unroutable = "192.0.2.1"; },
                   api::kRouteNotAllowed, true},
        BlockedRow{"BadSpec", [](Observed& o, Certificate&) { o.spec_problem = "no names"; },
                   api::kInvalidSpec, true}),
    [](const auto& row) { return row.param.about; });

TEST(Decide, CleansUpBeforeItSaysThatItIsBlocked) {
  EXPECT_EQ(name_of(ObservedBuilder().with([](Observed& o, auto&) {
              o.secret = SecretState::kForeign;
              o.key_left = true;
            })),
            "CleanUp");
}

TEST(Decide, WaitsWithoutAWordForAnIssuerNotLookedAtYet) {
  EXPECT_EQ(
      name_of(ObservedBuilder().with([](Observed& o, auto&) { o.issuer = IssuerState::kNew; })),
      "Rest");
}

TEST(Decide, AMissingIssuerDoesNotDisturbAGoodCertificate) {
  EXPECT_EQ(name_of(told(ObservedBuilder().stored(60 * kDay).with(
                [](Observed& o, auto&) { o.issuer = IssuerState::kMissing; }))),
            "Rest");
}

// ---- An order that has failed for some of its names.

std::string after_failure(bool undecided, bool others_proved, bool allow_subset) {
  auto builder = ObservedBuilder().with([&](auto& seen, auto& certificate) {
    certificate.spec.allow_subset = allow_subset;
    certificate.spec.dns_names = {"a.example", "b.example"};
    seen.wanted = {dns_name("a.example"), dns_name("b.example")};
  });
  builder.order(OrderStatus::kInvalid).with([&](auto& seen, auto&) {
    seen.order->failure = "b.example: dns";
    seen.order->refused = {{"b.example", "dns", "", 0, "", false}};
    seen.order->undecided = undecided;
    seen.order->others_proved = others_proved;
  });
  return name_of(builder);
}

TEST(Decide, O16_WaitsForTheOthersAndLeavesOutWhatTheyDoNotShare) {
  EXPECT_EQ(after_failure(true, false, true), "AwaitVerdicts");
  EXPECT_EQ(after_failure(true, true, true), "AwaitVerdicts");
  EXPECT_EQ(after_failure(false, true, true), "LeaveNamesOut");
  EXPECT_EQ(after_failure(false, false, true), "FailOrder");
  for (const bool others : {true, false}) {
    EXPECT_EQ(after_failure(true, others, false), "FailOrder");
    EXPECT_EQ(after_failure(false, others, false), "FailOrder");
  }
}

}  // namespace
}  // namespace lifecycle
