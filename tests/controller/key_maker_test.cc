#include "controller/key_maker.h"

#include <gtest/gtest.h>

#include <future>

namespace controller {
namespace {

const WorkKey kWeb{WorkKey::Kind::kCertificate, {"team-a", "web"}};
constexpr crypto::KeySpec kSmall{crypto::Algorithm::kRsa, 2048};
constexpr crypto::KeySpec kLarge{crypto::Algorithm::kRsa, 8192};

TEST(KeyMaker, GivesTheKeyAwayOnceItIsMade) {
  std::promise<WorkKey> ready;
  KeyMaker maker(1, [&](const WorkKey& key) { ready.set_value(key); });
  EXPECT_FALSE(maker.take("uid", kWeb, kSmall));
  EXPECT_FALSE(maker.take("uid", kWeb, kSmall));
  EXPECT_EQ(ready.get_future().get(), kWeb);
  const auto key = maker.take("uid", kWeb, kSmall);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->spec(), kSmall);
}

TEST(KeyMaker, EndsWithoutWaitingForAKey) {
  const auto start = std::chrono::steady_clock::now();
  {
    KeyMaker maker(1, [](const WorkKey&) { FAIL() << "told after the end"; });
    EXPECT_FALSE(maker.take("uid", kWeb, kLarge));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

}  // namespace
}  // namespace controller
