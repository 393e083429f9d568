#include "http/link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> read(std::string_view header) {
  std::vector<std::string> all;
  for (const http::Link& link : http::read_links(header))
    all.push_back(link.relation + " " + link.target);
  return all;
}

TEST(Link, SeveralInOneHeaderAreRead) {
  EXPECT_THAT(
      read(R"(<https://ca.example/dir>;rel="index", <https://ca.example/c/1>; rel=alternate)"),
      ElementsAre("index https://ca.example/dir", "alternate https://ca.example/c/1"));
}

TEST(Link, OneMayHaveSeveralRelationsAndOtherParameters) {
  EXPECT_THAT(read(R"(</x>; title="a, \"b\"; c"; REL="Up  help"; rel=ignored)"),
              ElementsAre("up /x", "help /x"));
}

TEST(Link, CommaInATargetBelongsToIt) {
  EXPECT_THAT(read("</a,b;c>;rel=up,</d>;rel=up"), ElementsAre("up /a,b;c", "up /d"));
}

TEST(Link, WhatIsNoLinkIsPassedOver) {
  for (const char* header : {"", " ", ",", ";", "<", "<x", ">", "<x>", "<x>;rel",
                             "<x>;rel=", "x;rel=up", "<x>;title=\"never ends; rel=up"})
    EXPECT_THAT(read(header), IsEmpty()) << header;
  EXPECT_THAT(read(",,x, <y>;rel=up,,"), ElementsAre("up y"));
}

TEST(Link, ThousandsAreCut) {
  std::string header;
  for (int i = 0; i < 3000; ++i) header += "</x>;rel=alternate,";
  EXPECT_THAT(read(header), SizeIs(100));
}

}  // namespace
