#include "http/url.h"

#include <gtest/gtest.h>

namespace {

using http::parse_url;

TEST(Url, IsTakenApart) {
  const auto url = parse_url("https://CA.Example:14000/dir?x=1");
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, (http::Url{true, "ca.example", 14000, "/dir?x=1"}));
  EXPECT_EQ(url->authority(), "ca.example:14000");
  EXPECT_EQ(url->text(), "https://ca.example:14000/dir?x=1");
}

TEST(Url, TheSchemesOwnPortIsNotWritten) {
  EXPECT_EQ(parse_url("https://a:443/")->authority(), "a");
  EXPECT_EQ(parse_url("http://a:80/")->authority(), "a");
  EXPECT_EQ(parse_url("http://a:443/")->authority(), "a:443");
  EXPECT_EQ(parse_url("HTTP://a")->port, 80);
  EXPECT_EQ(parse_url("http://a:/x")->port, 80);
}

TEST(Url, TheTargetIsNeverEmpty) {
  EXPECT_EQ(parse_url("http://a")->target, "/");
  EXPECT_EQ(parse_url("http://a?q")->target, "/?q");
}

TEST(Url, AnIpv6LiteralLosesItsBracketsAndGetsThemBack) {
  const auto url = parse_url("http://[2001:DB8::1]:8080/x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "2001:db8::1");
  EXPECT_EQ(url->authority(), "[2001:db8::1]:8080");
  EXPECT_EQ(parse_url("http://[::1]")->authority(), "[::1]");
}

TEST(Url, WhatIsNotAPlainHttpUrlIsRefused) {
  for (const char* text : {"",
                           "a",
                           "/x",
                           "ftp://a/",
                           "http:/a",
                           "http://",
                           "http:///x",
                           "http://:80/",
                           "http://u@a/",
                           "http://u:p@a/",
                           "http://a/#f",
                           "http://a#f",
                           "http://a:0/",
                           "http://a:65536/",
                           "http://a:-1/",
                           "http://a:8x/",
                           "http://a:80:80/",
                           "http://a b/",
                           "http://a/ b",
                           "http://a/\r\nX: y",
                           "http://\xc3\xa4/",
                           "http://a/\x7f",
                           "http://a%00/",
                           "http://[::1/",
                           "http://[::1]x/",
                           "http://[a]/",
                           "http://[1.2.3.4]/",
                           "http://::1/",
                           "http://a\\b/"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Url, MoreThan2048CharactersAreRefused) {
  const std::string start = "http://a/";
  EXPECT_TRUE(parse_url(start + std::string(2048 - start.size(), 'x')));
  EXPECT_FALSE(parse_url(start + std::string(2049 - start.size(), 'x')));
  const std::string without_path = "http://a?";
  EXPECT_TRUE(parse_url(without_path + std::string(2047 - without_path.size(), 'x')));
  EXPECT_FALSE(parse_url(without_path + std::string(2048 - without_path.size(), 'x')));
}

}  // namespace
