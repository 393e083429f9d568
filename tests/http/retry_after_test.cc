#include "http/retry_after.h"

#include <gtest/gtest.h>

namespace {

using base::Seconds;
using http::retry_after;

constexpr base::WallTime kNow{Seconds(1'795'548'000)};  // 2026-11-24 19:20:00 UTC

TEST(RetryAfter, SecondsAreCounted) {
  EXPECT_EQ(retry_after("0", kNow), Seconds(0));
  EXPECT_EQ(retry_after("120", kNow), Seconds(120));
}

TEST(RetryAfter, AllThreeFormsOfADateAreUnderstood) {
  EXPECT_EQ(retry_after("Tue, 24 Nov 2026 19:21:30 GMT", kNow), Seconds(90));
  EXPECT_EQ(retry_after("Tuesday, 24-Nov-26 19:21:30 GMT", kNow), Seconds(90));
  EXPECT_EQ(retry_after("Tue Nov 24 19:21:30 2026", kNow), Seconds(90));
}

TEST(RetryAfter, ADateInThePastMeansNow) {
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", kNow), Seconds(0));
  EXPECT_EQ(retry_after("Sunday, 06-Nov-94 08:49:37 GMT", kNow), Seconds(0));
}

TEST(RetryAfter, ATwoDigitYearIsAtMostFiftyYearsAhead) {
  EXPECT_GT(*retry_after("Tuesday, 24-Nov-75 19:20:00 GMT", kNow), Seconds(0));
  EXPECT_EQ(retry_after("Tuesday, 24-Nov-78 19:20:00 GMT", kNow), Seconds(0));
}

TEST(RetryAfter, PartOfASecondIsRoundedUp) {
  EXPECT_EQ(retry_after("Tue, 24 Nov 2026 19:20:01 GMT", kNow - base::Millis(500)), Seconds(2));
}

TEST(RetryAfter, AHugeNumberIsAVeryLongTime) {
  EXPECT_GT(*retry_after("99999999999999999999999", kNow), Seconds(3'000'000'000));
  EXPECT_GT(*retry_after("9223372036854775807", kNow), Seconds(3'000'000'000));
}

TEST(RetryAfter, AnythingElseIsNotUnderstood) {
  for (const char* text : {"", "-1", "+1", "1.5", "soon", "1 ", "Tue, 24 Nov 2026 19:21:30 CET",
                           "Tue, 24 Nov 2026", "2026-11-24T19:21:30Z"}) {
    EXPECT_FALSE(retry_after(text, kNow)) << text;
  }
}

TEST(RetryAfter, NothingIsHiddenBehindAZeroByte) {
  using std::string_view_literals::operator""sv;
  EXPECT_FALSE(retry_after("Tue, 24 Nov 2026 19:21:30 GMT\0, or not"sv, kNow));
  EXPECT_FALSE(retry_after("120\0"sv, kNow));
}

}  // namespace
