#include "base/text.h"

#include <gmock/gmock.h>

#include <string>

namespace base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Text, IsLoweredInAsciiAlone) {
  EXPECT_EQ(lower(std::string("Example.COM-09")), "example.com-09");
  EXPECT_EQ(lower(std::string("\xc3\x84")), "\xc3\x84");
}

TEST(Text, LosesTheSpacesAndTabsAroundIt) {
  for (const char* text : {"a b", " a b", "a b\t", "\t a b \t "}) EXPECT_EQ(trimmed(text), "a b");
  EXPECT_EQ(trimmed(" \t"), "");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed("a\n"), "a\n");
}

TEST(Text, IsCutBetweenCharacters) {
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abc", 2), "ab");
  EXPECT_EQ(cut("a\xc3\xa4", 2), "a");
  EXPECT_EQ(cut("\xf0\x9f\x94\x92!", 3), "");
  EXPECT_EQ(cut("\xf0\x9f\x94\x92!", 4), "\xf0\x9f\x94\x92");
  EXPECT_EQ(cut("\x80\x80\x80", 2), "");
}

TEST(Text, IsSplitAtEachSeparator) {
  EXPECT_THAT(split("", ','), IsEmpty());
  EXPECT_THAT(split("a", ','), ElementsAre("a"));
  EXPECT_THAT(split("a, b", ','), ElementsAre("a", " b"));
  EXPECT_THAT(split(",a,,b", ','), ElementsAre("", "a", "", "b"));
}

TEST(Text, OneSeparatorAtTheEndIsNoOtherPart) {
  EXPECT_THAT(split("a,", ','), ElementsAre("a"));
  EXPECT_THAT(split("a,,", ','), ElementsAre("a", ""));
  EXPECT_THAT(split(",", ','), ElementsAre(""));
}

TEST(Text, IsJoined) {
  EXPECT_EQ(join(std::vector<std::string>{"a", "b"}), "a, b");
  EXPECT_EQ(join(std::vector<std::string>{"a"}, "; "), "a");
  EXPECT_EQ(join(std::vector<std::string>{}), "");
}

TEST(Text, IsShownInLowerCaseHex) {
  EXPECT_EQ(hex(std::string_view("\x00\x1f\xa0\xff", 4)), "001fa0ff");
  EXPECT_EQ(hex(""), "");
}

// The vectors that come with the algorithm.
TEST(Text, HasTheHashOfFnv1a) {
  EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325U);
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cU);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8U);
}

}  // namespace
}  // namespace base
