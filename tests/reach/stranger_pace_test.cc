#include "reach/stranger_pace.h"

#include <gtest/gtest.h>

#include "fakes/fake_clock.h"

namespace controller {
namespace {

class StrangerPaceTest : public testing::Test {
 protected:
  // Of 1,000 that come to nothing at once.
  int within(const std::string& namespace_) {
    int count = 0;
    for (int i = 0; i < 1000; ++i) count += pace_.has_room(namespace_) ? 1 : 0;
    return count;
  }

  fakes::FakeClock clock_;
  StrangerPace pace_{clock_};
};

TEST_F(StrangerPaceTest, DF48_ANamespaceHasSomeAtOnceAndThenSomeEachSecond) {
  EXPECT_EQ(within("hostile"), 200);
  EXPECT_EQ(within("hostile"), 0);
  clock_.advance(base::Millis(1000));
  EXPECT_EQ(within("hostile"), 20);
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(within("hostile"), 200) << "no more than at first";
}

TEST_F(StrangerPaceTest, DF48_AnotherNamespaceHasItsOwn) {
  within("hostile");
  EXPECT_EQ(within("team-a"), 200);
}

// Behind a hairpin.
TEST_F(StrangerPaceTest, AThousandNamesThatAnswerNothingFromInsideAreThroughWithinAMinute) {
  int seconds = 0;
  for (int left = 1000 - within("honest"); left > 0; ++seconds) {
    clock_.advance(base::Millis(1000));
    left -= within("honest");
  }
  EXPECT_LE(seconds, 60);
}

TEST_F(StrangerPaceTest, NotMuchIsKept) {
  for (int i = 0; i < 11'000; ++i) pace_.has_room("n" + std::to_string(i));
  EXPECT_EQ(pace_.size(), StrangerPace::kMost);
}

}  // namespace
}  // namespace controller
