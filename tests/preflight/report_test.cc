#include "preflight/report.h"

#include <gtest/gtest.h>

namespace {

using preflight::Seen;
using preflight::Verdict;
using Kind = Seen::Kind;

Verdict verdict_on(const std::vector<Kind>& kinds) {
  std::vector<Seen> seen;
  for (const Kind kind : kinds) seen.push_back({"192.0.2.1", kind, "", "answered"});
  return preflight::judge(std::move(seen)).verdict;
}

TEST(Report, OneAddressThatAnswersWronglyFailsTheName) {
  EXPECT_EQ(verdict_on({Kind::kRight, Kind::kWrong}), Verdict::kFails);
  EXPECT_EQ(verdict_on({Kind::kDead, Kind::kWrong}), Verdict::kFails);
  EXPECT_EQ(verdict_on({Kind::kUnseen, Kind::kWrong}), Verdict::kFails);
}

TEST(Report, ADeadAddressBesideAGoodOneIsAWarning) {
  EXPECT_EQ(verdict_on({Kind::kDead, Kind::kRight}), Verdict::kWarns);
  EXPECT_EQ(verdict_on({Kind::kUnseen, Kind::kRight}), Verdict::kPasses);
}

TEST(Report, WhatNobodyAnsweredCannotBeTold) {
  EXPECT_EQ(verdict_on({Kind::kDead, Kind::kUnseen}), Verdict::kCannotTell);
  EXPECT_EQ(verdict_on({Kind::kStopped}), Verdict::kCannotTell);
}

}  // namespace
