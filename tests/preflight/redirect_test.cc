#include "preflight/redirect.h"

#include <gtest/gtest.h>

namespace {

using http::Url;

const Url kFirst{false, "example.com", 80, "/.well-known/acme-challenge/t?x=1"};

std::string leads_to(const std::string& location) {
  const auto url = preflight::next_url({kFirst}, location);
  return url ? url->text() : url.error();
}

TEST(Redirect, ReferencesAreResolvedAsByRfc3986) {
  EXPECT_EQ(leads_to("https://www.example.com/a?b"), "https://www.example.com/a?b");
  EXPECT_EQ(leads_to("//www.example.com/a"), "http://www.example.com/a");
  EXPECT_EQ(leads_to("/a/../b/./c"), "http://example.com/b/c");
  EXPECT_EQ(leads_to("other"), "http://example.com/.well-known/acme-challenge/other");
  EXPECT_EQ(leads_to("../up/"), "http://example.com/.well-known/up/");
  EXPECT_EQ(leads_to("?y"), "http://example.com/.well-known/acme-challenge/t?y");
  EXPECT_EQ(leads_to("/a?next=http://x/"), "http://example.com/a?next=http://x/");
  EXPECT_EQ(leads_to("HTTP://EXAMPLE.com/a#fragment"), "http://example.com/a");
  EXPECT_EQ(leads_to("https://93.184.216.34/a"), "https://93.184.216.34/a");
  EXPECT_EQ(leads_to("http://[2606:4700::1]/a"), "http://[2606:4700::1]/a");
  EXPECT_EQ(leads_to("https://www.example.com:80/a"), "https://www.example.com:80/a");
}

TEST(Redirect, WhatTheValidatorDoesNotFollowSaysWhy) {
  const struct {
    std::string location;
    const char* words;
  } cases[] = {
      {"", "without saying where"},
      {"ftp://example.com/a", "no http or https URL"},
      {"javascript:alert(1)", "no http or https URL"},
      {"http://user:password@example.com/", "no http or https URL"},
      {"http://[fe80::1%25eth0]/", "no http or https URL"},
      {"http://example.com:8080/", "port 8080"},
      {"http://localhost/", "no public name"},
      {"http://intranet/", "no public name"},
      {"http://db.internal/", "no public name"},
      {"http://1.2.3/", "no public name"},
      {"http://example.com.well-known/acme-challenge/t", "a slash is missing"},
      {"/" + std::string(2001, 'a'), "more than 2000 bytes"},
      {kFirst.text(), "in a circle"},
  };
  for (const auto& [location, words] : cases) {
    EXPECT_NE(leads_to(location).find(words), std::string::npos)
        << location << ": " << leads_to(location);
  }
}

TEST(Redirect, TenAreFollowedAndNoMore) {
  std::vector<Url> visited{kFirst};
  for (int i = 0; i < 10; ++i) {
    const auto next = preflight::next_url(visited, "/" + std::to_string(i));
    ASSERT_TRUE(next) << i;
    visited.push_back(*next);
  }
  const auto eleventh = preflight::next_url(visited, "/more");
  ASSERT_FALSE(eleventh);
  EXPECT_EQ(eleventh.error(), "redirects more than 10 times");
}

TEST(Redirect, OnlyFourStatusesAreRedirects) {
  for (const int status : {301, 302, 307, 308}) EXPECT_TRUE(preflight::is_redirect(status));
  for (const int status : {200, 300, 303, 304, 305}) EXPECT_FALSE(preflight::is_redirect(status));
}

}  // namespace
