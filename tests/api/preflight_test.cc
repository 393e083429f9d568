#include "api/preflight.h"

#include <gtest/gtest.h>

namespace {

const std::string kRandom(32, 'a');

TEST(PreflightToken, IsForTheHostThatItWasMadeFor) {
  const std::string token = api::preflight_token("www.example.com", kRandom);
  EXPECT_TRUE(api::is_preflight_token(token, "www.example.com"));
  EXPECT_FALSE(api::is_preflight_token(token, "example.com"));
  EXPECT_FALSE(api::is_preflight_token(token, ""));
}

// A controller asks sidecars of other versions, too.
TEST(PreflightToken, IsTheSameInEachVersion) {
  EXPECT_EQ(api::preflight_token("foobar", kRandom), "preflight-85944171f73967e8-" + kRandom);
}

TEST(PreflightToken, IsOfTheAlphabetAndLengthOfTokens) {
  const std::string token = api::preflight_token("2001:db8::1", kRandom);
  EXPECT_EQ(token.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos);
  EXPECT_GE(token.size(), 22U);
  EXPECT_LE(token.size(), 128U);
}

TEST(PreflightToken, OtherTokensAreNone) {
  const std::string token = api::preflight_token("a.example", kRandom);
  for (const std::string& other :
       {std::string(), std::string(43, 'a'), token + "a", token.substr(1), "x" + token.substr(1),
        "preflight-" + kRandom}) {
    EXPECT_FALSE(api::is_preflight_token(other, "a.example")) << other;
  }
}

}  // namespace
