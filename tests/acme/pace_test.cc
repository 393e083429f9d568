#include "acme/pace.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
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

// Time that goes on when all of so many threads sleep in it, to where the first of them wakes: how
// long anything takes on this machine makes no difference.
class SharedTime {
 public:
  explicit SharedTime(int threads) : awake_(threads) {}

  const base::Clock& clock() const { return clock_; }
  void sleep(Millis delay) {
    std::unique_lock lock(mutex_);
    const auto end = ends_.insert(clock_.mono_now() + delay);
    fall_asleep();
    changed_.wait(lock, [&] { return clock_.mono_now() >= *end; });
    ends_.erase(end);
    ++awake_;
  }
  // Of a thread that has nothing more to do.
  void leave() {
    const std::lock_guard lock(mutex_);
    fall_asleep();
  }

 private:
  void fall_asleep() {
    if (--awake_ > 0 || ends_.empty()) return;
    clock_.advance(std::chrono::ceil<Millis>(*ends_.begin() - clock_.mono_now()));
    changed_.notify_all();
  }

  fakes::FakeClock clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::multiset<base::MonoTime> ends_;
  int awake_;
};

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
    const auto now = time_.clock().mono_now();
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

  // Whose turn would be too far away asks again later, as the controller does.
  bool comes(acme::Client& client, int i) {
    for (int asked = 0; asked < 3; ++asked) {
      const auto order = client.order(signer_, url(i), never_);
      if (order || order.error().kind != acme::Error::Kind::kTooFast) return order.has_value();
      time_.sleep(base::Seconds(5));
    }
    return false;
  }

  static constexpr int kNames = 20;
  SharedTime time_{kNames};
  std::mutex mutex_;
  std::vector<base::MonoTime> passed_;
  int let_through_ = 0;
  int turned_away_ = 0;
};

TEST_F(SevenASecond, TR01_TwentyAtOnceAllCome) {
  const auto sleep = [this](Millis delay, std::stop_token) { time_.sleep(delay); };
  const auto begun = time_.clock().mono_now();
  acme::Client client(http_, time_.clock(), scripted::kDirectoryUrl, {.sleep = sleep});
  std::atomic<int> came = 0;
  {
    std::vector<std::jthread> askers;
    for (int i = 0; i < kNames; ++i) {
      askers.emplace_back([&, i] {
        came += comes(client, i) ? 1 : 0;
        time_.leave();
      });
    }
  }
  EXPECT_EQ(came, kNames);
  EXPECT_LT(time_.clock().mono_now() - begun, base::Seconds(30));
  EXPECT_LT(turned_away_, let_through_);
}

}  // namespace
