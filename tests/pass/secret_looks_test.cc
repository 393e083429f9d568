#include "pass/secret_looks.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

const kube::ObjectKey kTls{"team", "web-tls"};
const base::MonoTime kBegin{std::chrono::hours(1)};

SecretLooks::Found theirs() { return std::make_shared<const records::SecretSeen>(); }

TEST(SecretLooks, ThatThereIsNoneIsGoodForTenMinutes) {
  SecretLooks looks;
  EXPECT_FALSE(looks.recent(kTls, kBegin));
  looks.note(kTls, nullptr, kBegin);
  ASSERT_TRUE(looks.recent(kTls, kBegin + base::Seconds(599)));
  EXPECT_EQ(*looks.recent(kTls, kBegin + base::Seconds(599)), nullptr);
  EXPECT_FALSE(looks.recent(kTls, kBegin + base::Seconds(600)));
}

TEST(SecretLooks, WhatWasFoundIsGoodForTwentySeconds) {
  SecretLooks looks;
  looks.note(kTls, theirs(), kBegin);
  EXPECT_TRUE(looks.recent(kTls, kBegin + base::Seconds(19)));
  EXPECT_FALSE(looks.recent(kTls, kBegin + base::Seconds(20)));
}

TEST(SecretLooks, ANewLookTakesThePlaceOfTheOldOne) {
  SecretLooks looks;
  looks.note(kTls, nullptr, kBegin);
  looks.note(kTls, theirs(), kBegin + base::Seconds(5));
  EXPECT_NE(*looks.recent(kTls, kBegin + base::Seconds(6)), nullptr);
  looks.forget(kTls);
  EXPECT_FALSE(looks.recent(kTls, kBegin + base::Seconds(6)));
}

// Whatever is asked for, by whomever, and never again.
TEST(SecretLooks, WhatIsTooOldIsForgotten) {
  SecretLooks looks;
  for (int i = 0; i < 1000; ++i) {
    const bool found = i % 2 == 0;
    looks.note({"team", "s" + std::to_string(i)}, found ? theirs() : nullptr,
               kBegin + base::Seconds(i));
    EXPECT_LE(looks.size(), 320U);
  }
  looks.note(kTls, nullptr, kBegin + base::Seconds(5000));
  EXPECT_EQ(looks.size(), 1U);
}

}  // namespace
}  // namespace controller
