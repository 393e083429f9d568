#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "base/backoff.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/stop.h"

namespace {

// One, ten, a hundred minutes, then once a day.
TEST(Behaviour, L7_AFailedValidationIsTriedAgainEverMoreSeldom) {
  std::mt19937 random(1);
  const base::Backoff backoff{base::Millis(60'000), base::Millis(86'400'000), 10};
  const long long expected[] = {60'000, 600'000, 6'000'000, 60'000'000, 86'400'000, 86'400'000};
  for (int n = 1; n <= 6; ++n) {
    const base::Millis pause = backoff.after(n, random);
    EXPECT_GE(pause.count(), expected[n - 1]);
    EXPECT_LE(pause.count(), expected[n - 1] * 6 / 5);
  }
}

TEST(Backoff, DoublesUpToItsCapWithAtMostAFifthMore) {
  std::mt19937 random(1);
  const base::Backoff backoff{base::Millis(1000), base::Millis(60'000)};
  for (const auto& [failures, plain] :
       {std::pair{1, 1000}, {2, 2000}, {4, 8000}, {7, 60'000}, {99, 60'000}}) {
    for (int i = 0; i < 100; ++i) {
      const auto delay = backoff.after(failures, random).count();
      EXPECT_GE(delay, plain);
      EXPECT_LE(delay, plain + plain / 5);
    }
  }
}

TEST(Log, QuotesWhatCouldBreakALine) {
  EXPECT_EQ(base::log_line("info", "issued", {{"certificate", "a/b"}, {"reason", "Expiring"}}),
            "level=info event=issued certificate=a/b reason=Expiring");
  EXPECT_EQ(base::log_line("info", "x", {{"said", "no \"way\"\nlevel=error"}}),
            "level=info event=x said=\"no \\\"way\\\"\\x0alevel=error\"");
  EXPECT_EQ(base::log_line("info", "x", {{"empty", ""}}), "level=info event=x empty=\"\"");
}

TEST(Log, DF04_OfALongValueTheBeginningIsWritten) {
  const auto line = base::log_line("info", "x", {{"said", std::string(961'661, 'x')}, {"b", "c"}});
  EXPECT_EQ(line, "level=info event=x said=\"" + std::string(2048, 'x') +
                      "... (959613 more bytes)\" b=c");
  const std::string whole(2048, 'x');
  EXPECT_EQ(base::log_line("info", "x", {{"said", whole}}), "level=info event=x said=" + whole);
}

TEST(Log, RefusesAnUnknownLevel) {
  EXPECT_FALSE(base::set_log_level("loud"));
  EXPECT_TRUE(base::set_log_level("info"));
}

TEST(Result, HoldsAValueOrAReason) {
  const base::Result<int, std::string> good(7);
  const base::Result<int, std::string> bad(base::unexpected("no"));
  EXPECT_EQ(*good, 7);
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error(), "no");
  EXPECT_ANY_THROW((void)*bad);
  EXPECT_TRUE((base::Result<void, int>()));
}

TEST(Secret, IsEmptyOnceMovedFrom) {
  base::Secret secret("short");
  const base::Secret taken = std::move(secret);
  EXPECT_EQ(taken.reveal(), "short");
  EXPECT_TRUE(secret.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
}

TEST(Memory, WhatIsReleasedComesBackAtItsNextUse) {
  const std::string before = base::log_line("info", "x", {{"a", "b c"}});
  base::release_unused_memory();
  EXPECT_EQ(base::log_line("info", "x", {{"a", "b c"}}), before);
  EXPECT_THROW(throw std::runtime_error("unwound through released code"), std::runtime_error);
}

TEST(Stop, SleepEndsWhenStopIsRequested) {
  std::stop_source stop;
  std::jthread sleeper(
      [&] { EXPECT_FALSE(base::sleep_for(std::chrono::hours(1), stop.get_token())); });
  stop.request_stop();
}

}  // namespace
