#include "acme/pace.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "acme/client.h"
#include "ca_script.h"

namespace {

using acme::Pace;
using base::Millis;

constexpr Millis kPatience{10'000};

TEST(Pace, IsNoneUntilTheCaSaysSo) {
  Pace pace;
  const base::SystemClock clock;
  const auto begun = clock.mono_now();
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(pace.wait(clock.mono_now(), kPatience, {}));
  EXPECT_LT(clock.mono_now() - begun, Millis(500));
  EXPECT_EQ(pace.interval(), Millis(0));
}

TEST(Pace, OfRequestsThatWereRefusedTogetherTheFirstCounts) {
  Pace pace;
  const base::MonoTime now{};
  for (int i = 0; i < 20; ++i) pace.too_fast(now, std::nullopt);
  EXPECT_EQ(pace.interval(), Millis(150));
  pace.too_fast(now + Millis(400), std::nullopt);
  EXPECT_EQ(pace.interval(), Millis(300));
  for (int i = 0; i < 20; ++i) pace.too_fast(now + base::Seconds(60 * i), std::nullopt);
  EXPECT_EQ(pace.interval(), Millis(5000)) << "and never more";
}

TEST(Pace, QuickensWithEachAnswerUntilThereIsNone) {
  Pace pace;
  pace.too_fast({}, std::nullopt);
  int answers = 0;
  while (pace.interval() > Millis(0) && answers < 1000) {
    pace.answered();
    ++answers;
  }
  EXPECT_GT(answers, 100);
  EXPECT_LT(answers, 1000);
}

TEST(Pace, HalvesWithEachQuietMinute) {
  Pace pace;
  const base::MonoTime now{};
  for (int i = 0; i < 6; ++i) pace.too_fast(now + base::Seconds(11 * i), std::nullopt);
  EXPECT_EQ(pace.interval(), Millis(4800));
  pace.wait(now + base::Seconds(55 + 120), kPatience, {});
  EXPECT_EQ(pace.interval(), Millis(1200));
  pace.wait(now + std::chrono::minutes(30), kPatience, {});
  EXPECT_EQ(pace.interval(), Millis(0));
}

TEST(Pace, WhoseTurnComesTooLateIsToldHowLateItIs) {
  Pace pace;
  pace.too_fast({}, base::Seconds(3600));
  EXPECT_EQ(pace.wait({}, kPatience, {}), Millis(60'000)) << "an hour counts as a minute";
  EXPECT_EQ(pace.wait({}, kPatience, {}), Millis(60'000)) << "it has taken nobody's turn";
  EXPECT_FALSE(pace.wait(base::MonoTime{} + base::Seconds(61), kPatience, {}));
}

TEST(Pace, EndsWithAStop) {
  Pace pace;
  const base::SystemClock clock;
  pace.too_fast(clock.mono_now(), base::Seconds(9));
  std::stop_source stop;
  stop.request_stop();
  const auto begun = clock.mono_now();
  pace.wait(begun, kPatience, stop.get_token());
  EXPECT_LT(clock.mono_now() - begun, Millis(1000));
}

// A CA that lets seven requests a second through, whatever they are for.
class SevenASecond : public scripted::Ca {
 protected:
  void SetUp() override {
    const auto limited = [this](http::Response good) {
      return [this, good](const http::Request&) { return passes() ? good : refused(); };
    };
    http_.always("GET", scripted::kDirectoryUrl,
                 limited(scripted::reply(200, scripted::kDirectory)));
    http_.always("HEAD", scripted::kNonceUrl,
                 limited(scripted::reply(200, "", {{"Replay-Nonce", "N"}})));
    for (int i = 0; i < kNames; ++i) {
      http_.always("POST", url(i), limited(scripted::reply(200, scripted::kOrder)));
    }
  }
  static std::string url(int i) { return "https://ca.example/order/" + std::to_string(i); }

  bool passes() {
    const std::lock_guard lock(mutex_);
    const auto now = real_.mono_now();
    std::erase_if(passed_, [&](base::MonoTime at) { return now - at > base::Seconds(1); });
    const bool good = passed_.size() < 7;
    if (good) passed_.push_back(now);
    ++(good ? let_through_ : turned_away_);
    return good;
  }
  static http::Response refused() {
    return scripted::reply(429, "<html><body>429 Too Many Requests</body></html>",
                           {{"Content-Type", "text/html"}});
  }

  static constexpr int kNames = 20;
  const base::SystemClock real_;
  std::mutex mutex_;
  std::vector<base::MonoTime> passed_;
  int let_through_ = 0;
  int turned_away_ = 0;
};

TEST_F(SevenASecond, TR01_TwentyAtOnceAllCome) {
  acme::Client client(http_, real_, scripted::kDirectoryUrl);
  std::atomic<int> came = 0;
  {
    std::vector<std::jthread> askers;
    for (int i = 0; i < kNames; ++i) {
      askers.emplace_back([&, i] { came += client.order(signer_, url(i), never_) ? 1 : 0; });
    }
  }
  EXPECT_EQ(came, kNames);
  EXPECT_LT(turned_away_, let_through_);
}

}  // namespace
