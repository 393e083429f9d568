#include "pass/key_maker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <semaphore>

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
  std::counting_semaphore<> ready{0};
  KeyMaker maker(1, [&](const kube::ObjectKey&) { ready.release(); });
  EXPECT_FALSE(maker.take("uid", kWebWork, kSmall));
  ready.acquire();
  EXPECT_FALSE(maker.take("uid", kWebWork, {crypto::Algorithm::kRsa, 2560}));
  ready.acquire();  // OpenSSL ends with the test's process, and so must the key
}

// What was taken for gone may only have been late: whoever waits for the key asks again.
TEST(KeyMaker, WhoseKeyIsForgottenIsWoken) {
  std::atomic<int> woken = 0;
  std::counting_semaphore<> first{0};
  KeyMaker maker(1, [&](const kube::ObjectKey& key) {
    if (key == kWebWork) {
      ++woken;
    } else {
      first.release();
    }
  });
  maker.take("first", {"team-a", "first"}, kSmall);
  maker.take("uid", kWebWork, kSmall);
  maker.forget("uid");
  EXPECT_EQ(woken, 1);
  maker.forget("nobody");
  first.acquire();  // OpenSSL ends with the test's process, and so must the key
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

// 40 keys of one tenant made another wait for a minute, and 1,000 would have for hours.
TEST(KeyMakerDeathTest, DF18_ManyKeysOfOneNamespaceDelayNoOther) {
  const auto make_them = [] {
    std::atomic<int> hostile = 0;
    std::promise<void> ready;
    KeyMaker maker(2, [&](const kube::ObjectKey& key) {
      if (key.namespace_ == "team-a") ready.set_value();
      if (key.namespace_ == "hostile") ++hostile;
    });
    for (int i = 0; i < 1000; ++i) {
      const std::string name = "n" + std::to_string(i);
      if (maker.take(name, {"hostile", name}, kLarge)) std::_Exit(3);
    }
    if (maker.take("uid", kWebWork, kSmall)) std::_Exit(3);
    ready.get_future().wait();
    std::_Exit(hostile <= 1 ? 0 : 1);
  };
  EXPECT_EXIT(make_them(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace controller
