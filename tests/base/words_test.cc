#include "base/words.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Words, AreFoundInWhateverCase) {
  EXPECT_TRUE(says_one_of("The Common Name is missing", {"commonname", "common name"}));
  EXPECT_TRUE(says_one_of("parse error in JWS", {"jws"}));
  EXPECT_FALSE(says_one_of("too many labels", {"jws", "nonce"}));
  EXPECT_FALSE(says_one_of("", {"jws"}));
}

}  // namespace
}  // namespace base
