#include "base/http01.h"

#include <gtest/gtest.h>

#include <string>

namespace base {
namespace {

TEST(Token, HasAtLeast128BitsOfBase64url) {
  EXPECT_TRUE(is_token("DGyRejmCefe7v4NfDGDKfA"));
  EXPECT_TRUE(is_token("LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEu_-"));
  EXPECT_TRUE(is_token(std::string(22, 'a')));
  EXPECT_TRUE(is_token(std::string(128, 'Z')));
  EXPECT_FALSE(is_token(std::string(21, 'a')));
  EXPECT_FALSE(is_token(std::string(129, 'a')));
  EXPECT_FALSE(is_token(""));
}

TEST(Token, HasNoOtherCharacter) {
  for (const char foreign : {'/', '.', '%', '=', '+', ' ', '\0', '\n', '\xc3', '?', '\\'}) {
    EXPECT_FALSE(is_token(std::string(22, 'a') + foreign)) << foreign;
    EXPECT_FALSE(is_token(foreign + std::string(22, 'a'))) << foreign;
  }
  EXPECT_FALSE(is_token("../../../../etc/passwd"));
}

}  // namespace
}  // namespace base
