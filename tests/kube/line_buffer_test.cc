#include "kube/line_buffer.h"

#include <gmock/gmock.h>

#include <vector>

namespace kube {
namespace {

using testing::ElementsAre;

class LineBufferTest : public testing::Test {
 protected:
  bool feed(std::string_view bytes) {
    return buffer_.feed(bytes, [this](std::string_view line) {
      lines_.emplace_back(line);
      return line != "enough";
    });
  }

  LineBuffer buffer_{8};
  std::vector<std::string> lines_;
};

TEST_F(LineBufferTest, LinesComeWholeWhereverTheyWereCut) {
  for (const char c : std::string("ab\ncd\r\n\nef")) ASSERT_TRUE(feed(std::string(1, c)));
  EXPECT_THAT(lines_, ElementsAre("ab", "cd\r"));
  EXPECT_TRUE(feed("gh\nij\n"));
  EXPECT_THAT(lines_, ElementsAre("ab", "cd\r", "efgh", "ij"));
}

TEST_F(LineBufferTest, ALineOfTheGreatestLengthIsTaken) {
  EXPECT_TRUE(feed("12345678\n1234"));
  EXPECT_TRUE(feed("5678\n"));
  EXPECT_THAT(lines_, ElementsAre("12345678", "12345678"));
}

TEST_F(LineBufferTest, ALongerOneIsRefusedWithItsEndOrWithout) {
  EXPECT_FALSE(feed("123456789\n"));
  EXPECT_TRUE(feed("12345678"));
  EXPECT_FALSE(feed("9"));
  EXPECT_THAT(lines_, ElementsAre());
}

TEST_F(LineBufferTest, StopsWhenToldTo) {
  EXPECT_FALSE(feed("a\nenough\nb\n"));
  EXPECT_THAT(lines_, ElementsAre("a", "enough"));
}

}  // namespace
}  // namespace kube
