// What decide() does about the look at the names, before an order and within one.
#include <gtest/gtest.h>

#include "fakes/observed_builder.h"
#include "lifecycle/decide.h"

namespace lifecycle {
namespace {

using namespace fakes;
using acme::OrderStatus;

struct LookRow {
  LookSeen look;
  std::string before_an_order;  // the step, with the preflight
  std::string within_one;       // without it
  std::optional<base::Millis> within_one_pause = {};
};

using Look = LookSeen::State;
constexpr base::Millis kTwo{2000};
constexpr base::Millis kThree{3000};

const std::vector<LookRow> kLooks = {
    {{Look::kDue}, "LookAtNames", "LookAtNames"},
    {{Look::kDue, kThree}, "LookAtNames", "LookAtNames"},
    {{Look::kRunning, kTwo}, "AwaitLook", "AwaitLook", base::Millis(1000)},
    // The CA may know a name that says nothing to us.
    {{Look::kRunning, kThree}, "AwaitLook", "AnswerChallenges"},
    {{Look::kFound, kThree}, "JudgeLook", "JudgeLook"},
    {{Look::kWaits, kThree, base::Millis(7)}, "AwaitLook", "AwaitLook", base::Millis(7)},
    {{Look::kPassed, kThree}, "CreateKey", "AnswerChallenges"},
};

std::optional<base::Millis> pause_of(const Step& step) {
  const auto* awaits = std::get_if<AwaitLook>(&step);
  return awaits == nullptr ? std::nullopt : awaits->pause;
}

TEST(LookAtNames, LooksAtTheNamesBeforeAnythingIsMadeForTheOrder) {
  for (const LookRow& row : kLooks) {
    const Observed seen =
        ObservedBuilder().with([&](Observed& o, auto&) { o.look = row.look; }).build();
    const Step step = decide(seen, kToday, {});
    EXPECT_EQ(name(step), row.before_an_order) << static_cast<int>(row.look.state);
    const bool waits = row.look.state == Look::kWaits;  // the end of one that runs wakes us
    EXPECT_EQ(pause_of(step), waits ? std::optional(row.look.pause) : std::nullopt);
  }
}

TEST(LookAtNames, WithoutAPreflightOurOwnRoutesAreLookedAtBeforeTheCaIsTold) {
  for (const LookRow& row : kLooks) {
    const auto seen = [&](auto policy, bool routes) {
      return ObservedBuilder()
          .order(OrderStatus::kPending)
          .with([&](Observed& o, auto&) {
            o.order->presented = o.order->confirmed = true;
            o.look = row.look;
            o.preflight_policy = policy;
            o.has_routes = routes;
          })
          .build();
    };
    const Step step = decide(seen(api::PreflightPolicy::kOff, true), kToday, {});
    EXPECT_EQ(name(step), row.within_one) << static_cast<int>(row.look.state);
    EXPECT_EQ(pause_of(step), row.within_one_pause);
    EXPECT_EQ(name(decide(seen(api::PreflightPolicy::kOff, false), kToday, {})), "AnswerChallenges")
        << "the user's own route stands for longer than the order";
    EXPECT_EQ(name(decide(seen(api::PreflightPolicy::kEnforce, true), kToday, {})),
              "AnswerChallenges");
  }
}

TEST(LookAtNames, WithoutAPreflightNothingIsLookedAtBeforeTheOrder) {
  for (const LookRow& row : kLooks) {
    const Observed seen = ObservedBuilder()
                              .with([&](Observed& o, auto&) {
                                o.look = row.look;
                                o.preflight_policy = api::PreflightPolicy::kOff;
                              })
                              .build();
    EXPECT_EQ(name(decide(seen, kToday, {})), "CreateKey");
  }
}

}  // namespace
}  // namespace lifecycle
