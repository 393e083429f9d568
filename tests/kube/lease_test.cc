#include "kube/lease.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace kube {
namespace {

using base::Millis;

constexpr LeaseTimes kTimes;

base::MonoTime at(long long milliseconds) { return base::MonoTime(Millis(milliseconds)); }

LeaseRecord held_by(const std::string& holder, const std::string& version) {
  return {holder, base::Seconds(15), "then", "now", 0, version};
}

TEST(Lease, WhatNobodyHoldsIsTakenAtOnce) {
  Lease lease("a", kTimes);
  lease.seen(std::nullopt, at(0));
  EXPECT_TRUE(lease.may_take(at(0)));
  lease.seen(held_by("", "1"), at(1));
  EXPECT_TRUE(lease.may_take(at(1)));
}

TEST(Lease, WhatAnotherHoldsIsTakenOnceItHasNotChangedForItsDuration) {
  Lease lease("a", kTimes);
  lease.seen(held_by("b", "1"), at(0));
  EXPECT_FALSE(lease.may_take(at(14'999)));
  lease.seen(held_by("b", "2"), at(14'999));
  EXPECT_FALSE(lease.may_take(at(29'998)));
  lease.seen(held_by("b", "2"), at(29'998));
  EXPECT_TRUE(lease.may_take(at(29'999)));
}

// Years behind or ahead: they are for people.
TEST(Lease, TheTimesInTheRecordAreNotBelieved) {
  Lease lease("a", kTimes);
  LeaseRecord old = held_by("b", "1");
  old.renewed = "1999-01-01T00:00:00.000000Z";
  lease.seen(old, at(0));
  EXPECT_FALSE(lease.may_take(at(10'000)));
}

TEST(Lease, ADurationWrittenByHandIsBounded) {
  Lease lease("a", kTimes);
  LeaseRecord odd = held_by("b", "1");
  odd.duration = base::Seconds(1'000'000'000);
  lease.seen(odd, at(0));
  EXPECT_TRUE(lease.may_take(at(3'600'000)));
  odd.duration = base::Seconds(-5);
  odd.resource_version = "2";
  lease.seen(odd, at(3'600'000));
  EXPECT_FALSE(lease.may_take(at(3'600'999)));
}

// The API server refuses a greater number, and then nobody would lead any more.
TEST(Lease, ACountOfTransitionsThatIsFullStaysSo) {
  Lease lease("a", kTimes);
  LeaseRecord odd = held_by("", "1");
  odd.transitions = std::numeric_limits<std::int32_t>::max() - 1;
  lease.seen(odd, at(0));
  EXPECT_EQ(lease.next({}).transitions, std::numeric_limits<std::int32_t>::max());
  ++odd.transitions;
  odd.resource_version = "2";
  lease.seen(odd, at(1));
  EXPECT_EQ(lease.next({}).transitions, std::numeric_limits<std::int32_t>::max());
}

TEST(Lease, ItIsHeldFromWhenTheRenewalWasBegunNotAnswered) {
  Lease lease("a", kTimes);
  lease.seen(std::nullopt, at(0));
  lease.written(lease.next({}), at(500));
  EXPECT_EQ(lease.held_until(), at(10'500));
}

TEST(Lease, TheRecordSaysWhoTookItAndHowOftenItWentOn) {
  Lease lease("a", kTimes);
  LeaseRecord before = held_by("b", "7");
  before.transitions = 4;
  lease.seen(before, at(0));
  const LeaseRecord taken = lease.next(base::WallTime(Millis(1'500)));
  EXPECT_EQ(taken.holder, "a");
  EXPECT_EQ(taken.transitions, 5);
  EXPECT_EQ(taken.acquired, "1970-01-01T00:00:01.500000Z");
  EXPECT_EQ(taken.resource_version, "7");
  lease.written(taken, at(15'000));
  const LeaseRecord renewed = lease.next(base::WallTime(Millis(3'500)));
  EXPECT_EQ(renewed.acquired, taken.acquired);
  EXPECT_EQ(renewed.renewed, "1970-01-01T00:00:03.500000Z");
  EXPECT_EQ(renewed.transitions, 5);
}

TEST(Lease, AFormerLifeOfOursIsGoneOnWithAtOnce) {
  Lease lease("a", kTimes);
  lease.seen(held_by("a", "1"), at(0));
  EXPECT_TRUE(lease.may_take(at(0)));
  EXPECT_FALSE(lease.held_until());
}

TEST(Lease, AnotherOfTheSameIdentityIsNotUs) {
  Lease lease("a", kTimes);
  lease.seen(std::nullopt, at(0));
  lease.written(lease.next({}), at(0));
  lease.seen(held_by("a", "9"), at(100));
  EXPECT_FALSE(lease.held_until());
}

TEST(Lease, OurOwnWriteThatWasNotAnsweredIsStillOurs) {
  Lease lease("a", kTimes);
  lease.seen(std::nullopt, at(0));
  LeaseRecord stored = lease.next({});
  lease.written(stored, at(0));
  stored.resource_version = "2";
  lease.seen(stored, at(2'000));
  EXPECT_EQ(lease.held_until(), at(10'000)) << "what was not answered does not count as renewed";
  EXPECT_EQ(lease.next({}).resource_version, "2");
}

TEST(Lease, WhatIsDeletedUnderUsIsLost) {
  Lease lease("a", kTimes);
  lease.seen(std::nullopt, at(0));
  lease.written(lease.next({}), at(0));
  lease.seen(std::nullopt, at(100));
  EXPECT_FALSE(lease.held_until());
}

// Replicas on machines whose clocks run at different rates, which are paused, cut off and started
// again at random; a server that keeps one record by its version. In milliseconds of true time.
class Machines {
 public:
  explicit Machines(unsigned seed) : random_(seed) {
    for (int i = 0; i < 3; ++i) replicas_.push_back(start("replica-" + std::to_string(i)));
  }

  // The most that ever led at once, over ten minutes.
  int most_leaders() {
    int most = 0;
    for (now_ = 0; now_ < 600'000; now_ += 100) {
      int leaders = 0;
      for (Replica& each : replicas_) leaders += leads(each) ? 1 : 0;
      most = std::max(most, leaders);
      led_ += leaders > 0 ? 1 : 0;
      for (Replica& each : replicas_) turn(each);
    }
    return most;
  }
  // Of the looks at it, those at which somebody led.
  double share_led() const { return static_cast<double>(led_) / 6'000; }

 private:
  struct Replica {
    std::string name;
    double rate = 1;          // of its clock; the fastest over the slowest is under 1.5
    long long paused_to = 0;  // it does nothing until then, and its clock runs on
    long long next_turn = 0;
    Lease lease;
    std::optional<LeaseRecord> asked;  // on its way to the server since `asked_at`
    long long asked_at = 0;
  };

  Replica start(const std::string& name) {
    return {name, 0.85 + chance() * 0.4, 0, 0, Lease(name, kTimes), {}, 0};
  }
  double chance() { return std::uniform_real_distribution<>(0, 1)(random_); }
  base::MonoTime clock(const Replica& replica, long long when) const {
    return at(static_cast<long long>(static_cast<double>(when) * replica.rate));
  }
  bool leads(const Replica& replica) const {
    const auto until = replica.lease.held_until();
    return until && clock(replica, now_) < *until;
  }

  void turn(Replica& replica) {
    if (now_ < replica.paused_to || now_ < replica.next_turn) return;
    if (chance() < 0.002) replica.paused_to = now_ + 30'000;
    if (chance() < 0.001) replica.lease = Lease(replica.name, kTimes);
    if (replica.asked) return answer(replica);
    replica.next_turn = now_ + 2'000;
    if (chance() < 0.05) return;  // cut off
    if (!replica.lease.held_until()) replica.lease.seen(record_, clock(replica, now_));
    if (!replica.lease.may_take(clock(replica, now_))) return;
    replica.asked = replica.lease.next({});
    replica.asked_at = now_;
    replica.next_turn = now_ + static_cast<long long>(chance() * 3'000);
  }

  // What was asked arrives only now, and its answer may be lost.
  void answer(Replica& replica) {
    const LeaseRecord wanted = *std::exchange(replica.asked, std::nullopt);
    replica.next_turn = now_ + 2'000;
    const bool fits = wanted.resource_version == (record_ ? record_->resource_version : "");
    if (fits) {
      record_ = wanted;
      record_->resource_version = std::to_string(++version_);
    }
    if (chance() < 0.05) return;
    if (fits) return replica.lease.written(*record_, clock(replica, replica.asked_at));
    replica.lease.seen(record_, clock(replica, now_));
  }

  std::mt19937 random_;
  std::vector<Replica> replicas_;
  std::optional<LeaseRecord> record_;
  int version_ = 0;
  long long now_ = 0;
  int led_ = 0;
};

TEST(Lease, NoTwoEverHoldItAtOnce) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    Machines machines(seed);
    ASSERT_LE(machines.most_leaders(), 1) << "seed " << seed;
    EXPECT_GT(machines.share_led(), 0.5) << "seed " << seed;
  }
}

}  // namespace
}  // namespace kube
