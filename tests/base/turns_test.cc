#include "base/turns.h"

#include <gmock/gmock.h>

namespace {

using base::Turns;

std::string next(Turns<int>& turns) {
  const auto turn = turns.next();
  return turn ? turn->owner + std::to_string(turn->job) : "nothing";
}

TEST(Turns, OwnersAreServedInTurnHoweverManyJobsOneHas) {
  Turns<int> turns(100);
  for (int i = 0; i < 5; ++i) turns.add("a", i);
  turns.add("b", 0);
  turns.add("c", 0);
  turns.add("c", 1);
  std::vector<std::string> order;
  for (int i = 0; i < 9; ++i) order.push_back(next(turns));
  EXPECT_THAT(order,
              testing::ElementsAre("a0", "b0", "c0", "a1", "c1", "a2", "a3", "a4", "nothing"));
}

TEST(Turns, AnOwnerHasNoMoreInHandThanItsShare) {
  Turns<int> turns(2);
  for (int i = 0; i < 3; ++i) turns.add("a", i);
  EXPECT_EQ(next(turns), "a0");
  EXPECT_EQ(next(turns), "a1");
  EXPECT_FALSE(turns.has_next());
  EXPECT_EQ(next(turns), "nothing");
  turns.add("b", 0);
  EXPECT_EQ(next(turns), "b0");
  turns.done("a");
  EXPECT_TRUE(turns.has_next());
  EXPECT_EQ(next(turns), "a2");
}

TEST(Turns, NothingIsKeptOfAnOwnerWhoseJobsAreDone) {
  Turns<int> turns(2);
  for (int i = 0; i < 1000; ++i) {
    const std::string owner = "team-" + std::to_string(i);
    turns.add(owner, i);
    ASSERT_TRUE(turns.next());
    turns.done(owner);
    turns.add(owner, i);
    turns.drop(owner, [](int) { return true; });
  }
  EXPECT_EQ(turns.owners(), 0U);
}

TEST(Turns, WhatIsDroppedIsNotServedAndTheRestStays) {
  Turns<int> turns(2);
  for (int i = 0; i < 4; ++i) turns.add("a", i);
  turns.drop("a", [](int job) { return job % 2 == 0; });
  EXPECT_EQ(next(turns), "a1");
  EXPECT_EQ(next(turns), "a3");
  turns.add("a", 5);
  turns.clear_waiting();
  turns.done("a");
  EXPECT_EQ(next(turns), "nothing");
  EXPECT_EQ(turns.owners(), 1U);
}

}  // namespace
