#include "pass/key_maker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>

namespace controller {
namespace {

const kube::ObjectKey kWebWork{"team-a", "web"};
constexpr crypto::KeySpec kSmall{crypto::Algorithm::kRsa, 2048};
constexpr crypto::KeySpec kLarge{crypto::Algorithm::kRsa, 8192};

TEST(KeyMaker, GivesTheKeyAwayOnceItIsMade) {
  std::promise<kube::ObjectKey> ready;
  KeyMaker maker(1, [&](const kube::ObjectKey& key) { ready.set_value(key); });
  EXPECT_FALSE(maker.take("uid", kWebWork, kSmall));
  EXPECT_FALSE(maker.take("uid", kWebWork, kSmall));
  EXPECT_EQ(ready.get_future().get(), kWebWork);
  const auto key = maker.take("uid", kWebWork, kSmall);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->spec(), kSmall);
}

TEST(KeyMaker, AKeyOfTheKindThatWasWantedBeforeIsNotGivenAway) {
  std::promise<void> ready;
  std::atomic<bool> told = false;
  KeyMaker maker(1, [&](const kube::ObjectKey&) {
    if (!told.exchange(true)) ready.set_value();
  });
  EXPECT_FALSE(maker.take("uid", kWebWork, kSmall));
  ready.get_future().wait();
  EXPECT_FALSE(maker.take("uid", kWebWork, {crypto::Algorithm::kRsa, 2560}));
}

// In a process of its own, which ends as the program does: without exit handlers, which would take
// OpenSSL away from the thread that still makes a key.
TEST(KeyMakerDeathTest, EndsWithoutWaitingForAKey) {
  const auto leave_while_it_works = [] {
    const auto start = std::chrono::steady_clock::now();
    {
      KeyMaker maker(1, [](const kube::ObjectKey&) { std::_Exit(2); });
      if (maker.take("uid", kWebWork, kLarge)) std::_Exit(3);
    }
    std::_Exit(std::chrono::steady_clock::now() - start < std::chrono::seconds(1) ? 0 : 1);
  };
  EXPECT_EXIT(leave_while_it_works(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace controller
