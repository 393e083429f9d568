#include "base/byte_budget.h"

#include <gtest/gtest.h>

#include <thread>

namespace {

constexpr base::Millis kNone{0};
constexpr base::Millis kLong{20'000};

TEST(ByteBudget, DF03_OneAloneHasItsShareAndLeavesTheRest) {
  base::ByteBudget budget(100, 40);
  auto first = budget.take("a", 30, kNone, {});
  EXPECT_TRUE(first);
  EXPECT_FALSE(budget.take("a", 20, kNone, {}));
  const auto other = budget.take("b", 40, kNone, {});
  EXPECT_TRUE(other);
  const auto third = budget.take("c", 30, kNone, {});
  EXPECT_TRUE(third);
  EXPECT_FALSE(budget.take("d", 1, kNone, {}));
  first.reset();
  EXPECT_TRUE(budget.take("a", 30, kNone, {}));
  EXPECT_EQ(budget.most(), 100U);
}

TEST(ByteBudget, APieceThatIsLargerThanAShareIsHadAlone) {
  base::ByteBudget budget(100, 40);
  const auto held = budget.take("a", 1000, kNone, {});
  EXPECT_TRUE(held);
  EXPECT_FALSE(budget.take("a", 1, kNone, {}));
}

TEST(ByteBudget, WhoWaitsHasItAsSoonAsItIsGivenBack) {
  base::ByteBudget budget(10, 10);
  auto held = budget.take("a", 10, kNone, {});
  std::optional<base::ByteBudget::Held> got;
  std::jthread waiter([&] { got = budget.take("b", 10, kLong, {}); });
  held.reset();
  waiter.join();
  EXPECT_TRUE(got);
}

TEST(ByteBudget, AWaitEndsWhenStopIsRequested) {
  base::ByteBudget budget(10, 10);
  const auto held = budget.take("a", 10, kNone, {});
  std::stop_source stop;
  std::jthread waiter([&] { EXPECT_FALSE(budget.take("b", 10, kLong, stop.get_token())); });
  stop.request_stop();
}

TEST(ByteBudget, WhatIsMovedIsGivenBackOnce) {
  base::ByteBudget budget(10, 10);
  {
    auto held = budget.take("a", 10, kNone, {});
    base::ByteBudget::Held moved = *std::move(held);
    moved = base::ByteBudget::Held();
    EXPECT_TRUE(budget.take("b", 10, kNone, {}));
  }
  EXPECT_TRUE(budget.take("b", 10, kNone, {}));
}

}  // namespace
