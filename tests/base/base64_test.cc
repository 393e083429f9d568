#include "base/base64.h"

#include <gtest/gtest.h>

namespace {

// RFC 4648 section 10.
TEST(Base64, WritesTheVectorsOfTheRfc) {
  EXPECT_EQ(base::base64(""), "");
  EXPECT_EQ(base::base64("f"), "Zg==");
  EXPECT_EQ(base::base64("fo"), "Zm8=");
  EXPECT_EQ(base::base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, UrlSafeHasNoPaddingAndOtherLetters) {
  EXPECT_EQ(base::base64url("\xfb\xff\xfe?"), "-__-Pw");
  EXPECT_EQ(base::base64("\xfb\xff\xfe?"), "+//+Pw==");
}

TEST(Base64, ReadsWhatItWrote) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(base::from_base64(base::base64(bytes)), bytes);
    EXPECT_EQ(base::from_base64url(base::base64url(bytes)), bytes);
    bytes += static_cast<char>(i * 37);
  }
}

TEST(Base64, RefusesWhatNoEncoderWrites) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Z===", "Zh==", "Z g=", "Zm8_"}) {
    EXPECT_FALSE(base::from_base64(text)) << text;
  }
  for (const char* text : {"Zg==", "Z", "Zh", "Zm8+", "Zm 8"}) {
    EXPECT_FALSE(base::from_base64url(text)) << text;
  }
}

TEST(Base64, KnowsTheUrlSafeAlphabet) {
  EXPECT_TRUE(base::is_base64url("azAZ09-_"));
  EXPECT_TRUE(base::is_base64url(""));
  for (const char* text : {"a+", "a/", "a=", "a ", "\xc3\xa4"}) {
    EXPECT_FALSE(base::is_base64url(text)) << text;
  }
}

}  // namespace
