#include "base/work_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "fakes/fake_clock.h"

namespace {

using Queue = base::WorkQueue<std::string>;
using std::chrono::seconds;

TEST(WorkQueue, GivesAKeyOnceHoweverOftenItIsAdded) {
  fakes::FakeClock clock;
  Queue queue(clock);
  queue.add("a");
  queue.add("a");
  EXPECT_EQ(queue.try_take(), "a");
  queue.done("a");
  EXPECT_EQ(queue.try_take(), std::nullopt);
}

TEST(WorkQueue, AKeyAddedWhileItRunsComesAgainAndNeverTwiceAtOnce) {
  fakes::FakeClock clock;
  Queue queue(clock);
  queue.add("a");
  ASSERT_EQ(queue.try_take(), "a");
  queue.add("a");
  EXPECT_EQ(queue.try_take(), std::nullopt);
  queue.done("a");
  EXPECT_EQ(queue.try_take(), "a");
}

TEST(WorkQueue, TheEarliestTimeWins) {
  fakes::FakeClock clock;
  Queue queue(clock);
  queue.add_at("a", clock.mono_now() + seconds(10));
  queue.add_at("a", clock.mono_now() + seconds(5));
  queue.add_at("a", clock.mono_now() + seconds(20));
  clock.advance(seconds(4));
  EXPECT_EQ(queue.try_take(), std::nullopt);
  clock.advance(seconds(1));
  EXPECT_EQ(queue.try_take(), "a");
  queue.done("a");
  clock.advance(seconds(60));
  EXPECT_EQ(queue.try_take(), std::nullopt);
}

TEST(WorkQueue, OfTimesAskedForWhileRunningTheEarliestWins) {
  fakes::FakeClock clock;
  Queue queue(clock);
  queue.add("a");
  ASSERT_EQ(queue.try_take(), "a");
  queue.add_at("a", clock.mono_now() + seconds(9));
  queue.add_at("a", clock.mono_now() + seconds(3));
  queue.done("a");
  clock.advance(seconds(3));
  EXPECT_EQ(queue.try_take(), "a");
}

TEST(WorkQueue, TakeEndsWhenStopIsRequested) {
  base::SystemClock clock;
  Queue queue(clock);
  queue.add_at("later", clock.mono_now() + seconds(60));
  std::jthread waiter([&](std::stop_token stop) { EXPECT_EQ(queue.take(stop), std::nullopt); });
  waiter.request_stop();
}

TEST(WorkQueue, ManyThreadsLoseNothingAndNeverShareAKey) {
  base::SystemClock clock;
  Queue queue(clock);
  std::atomic<int> worked = 0;
  std::vector<std::atomic<int>> inside(50);
  std::stop_source stop;
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] {
      while (const auto key = queue.take(stop.get_token())) {
        const auto index = static_cast<std::size_t>(std::stoi(*key));
        EXPECT_EQ(inside[index].fetch_add(1), 0);
        inside[index].fetch_sub(1);
        ++worked;
        queue.done(*key);
      }
    });
  }
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 50; ++i) queue.add(std::to_string(i));
  }
  while (queue.size() > 0) std::this_thread::yield();
  stop.request_stop();
  workers.clear();
  EXPECT_GE(worked.load(), 50);
}

// How often it is asked tells how often somebody looks for a key.
struct CountingClock : base::Clock {
  base::WallTime wall_now() const override { return system.wall_now(); }
  base::MonoTime mono_now() const override {
    ++asked;
    return system.mono_now();
  }
  base::SystemClock system;
  mutable std::atomic<int> asked = 0;
};

// There were eight hundred calls of the kernel for a certificate, because all who waited were
// woken.
TEST(WorkQueue, WhoHasNothingToDoIsNotWoken) {
  constexpr int kKeys = 300;
  CountingClock clock;
  Queue queue(clock, {.at_once = 8, .most_of_a_group = 2});
  std::atomic<int> worked = 0;
  std::stop_source stop;
  std::vector<std::jthread> workers;
  for (int i = 0; i < 24; ++i) {
    workers.emplace_back([&] {
      while (const auto key = queue.take(stop.get_token())) {
        std::this_thread::sleep_for(std::chrono::microseconds(200));
        ++worked;
        queue.done(*key);
      }
    });
  }
  queue.add_at("later", clock.mono_now() + seconds(3600));
  for (int i = 0; i < kKeys; ++i)
    queue.add_at(std::to_string(i), clock.mono_now() + std::chrono::milliseconds(i / 10));
  while (worked < kKeys) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  stop.request_stop();
  workers.clear();
  EXPECT_LT(clock.asked, 8 * kKeys);
}

// Whoever waits for the time may be the one that is told to stop.
TEST(WorkQueue, TheTimeIsKeptByAnotherWhenOneStops) {
  base::SystemClock clock;
  Queue queue(clock);
  queue.add_at("soon", clock.mono_now() + std::chrono::milliseconds(100));
  std::vector<std::jthread> workers;
  std::atomic<int> worked = 0;
  for (int i = 0; i < 3; ++i) {
    workers.emplace_back([&](std::stop_token stop) {
      if (queue.take(stop)) ++worked;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  workers[0].request_stop();
  workers[1].request_stop();
  workers[2].join();
  workers.clear();
  EXPECT_EQ(worked, 1);
}

// One waits for a time far off, and what comes is earlier.
TEST(WorkQueue, AnEarlierKeyIsNotMissedByWhoWaitsForALaterOne) {
  base::SystemClock clock;
  Queue queue(clock);
  queue.add_at("later", clock.mono_now() + seconds(3600));
  std::vector<std::jthread> workers;
  std::atomic<int> worked = 0;
  for (int i = 0; i < 3; ++i) {
    workers.emplace_back([&](std::stop_token stop) {
      while (const auto key = queue.take(stop)) {
        ++worked;
        queue.done(*key);
      }
    });
  }
  for (int i = 0; i < 100; ++i) {
    const auto begun = clock.mono_now();
    queue.add_at("a" + std::to_string(i), begun + std::chrono::milliseconds(i % 3));
    queue.add_at("b" + std::to_string(i), begun + std::chrono::milliseconds(1));
    while (worked < 2 * (i + 1)) std::this_thread::yield();
    ASSERT_LT(clock.mono_now() - begun, seconds(5));
  }
}

TEST(WorkQueue, TellsHowLongAKeyWaitedOnceDueAndWasWorkedOn) {
  fakes::FakeClock clock;
  Queue queue(clock);
  queue.add_at("a", clock.mono_now() + seconds(10));
  clock.advance(seconds(13));
  ASSERT_EQ(queue.try_take(), "a");
  clock.advance(seconds(2));
  const base::Turn turn = queue.done("a");
  EXPECT_EQ(turn.waited, seconds(3));
  EXPECT_EQ(turn.worked, seconds(2));
}

TEST(WorkQueue, WhatWasBegunGoesOnBeforeOtherWorkBegins) {
  fakes::FakeClock clock;
  Queue queue(clock);
  queue.add("a");
  clock.advance(seconds(1));
  queue.add("b");
  queue.add("c");
  ASSERT_EQ(queue.try_take(), "a");
  clock.advance(seconds(1));
  queue.done("a", clock.mono_now());
  EXPECT_EQ(queue.try_take(), "a") << "at once";
  queue.done("a", clock.mono_now() + seconds(5));
  EXPECT_EQ(queue.try_take(), "b") << "nothing waits for it";
  clock.advance(seconds(5));
  EXPECT_EQ(queue.try_take(), "a") << "after a wait";
  queue.done("a", clock.mono_now() + seconds(30));
  clock.advance(seconds(30));
  EXPECT_EQ(queue.try_take(), "c") << "after a long wait its turn is a new one";
  EXPECT_EQ(queue.try_take(), "a");
}

TEST(WorkQueue, WhatIsAddedToWorkThatGoesOnKeepsItsPlace) {
  fakes::FakeClock clock;
  Queue queue(clock);
  queue.add("a");
  ASSERT_EQ(queue.try_take(), "a");
  clock.advance(seconds(1));
  queue.add("b");
  queue.add("a");
  queue.done("a", clock.mono_now() + seconds(5));
  EXPECT_EQ(queue.try_take(), "a") << "what was added while it ran";
  queue.done("a", clock.mono_now() + seconds(5));
  queue.add("a");
  EXPECT_EQ(queue.try_take(), "a") << "what was added while it waited";
}

TEST(WorkQueue, ItsLoadIsWhatIsDueAndWhatIsInHand) {
  fakes::FakeClock clock;
  Queue queue(clock);
  for (const char* key : {"a", "b", "c"}) queue.add(key);
  queue.add_at("later", clock.mono_now() + seconds(60));
  ASSERT_EQ(queue.try_take(), "a");
  clock.advance(seconds(4));
  ASSERT_EQ(queue.try_take(), "b");
  clock.advance(seconds(1));
  const base::QueueLoad load = queue.load();
  EXPECT_EQ(load.due, 1u);
  EXPECT_EQ(load.became_due, 3u);
  EXPECT_EQ(load.unfinished, seconds(6));
  EXPECT_EQ(load.longest, seconds(5));
}

// "tenant/name": the tenant is the group.
struct TenantOf {
  std::string operator()(const std::string& key) const { return key.substr(0, key.find('/')); }
};
using SharedQueue = base::WorkQueue<std::string, TenantOf>;

TEST(WorkQueueGroups, OneWithManyKeysDoesNotDelayAnothersOne) {
  fakes::FakeClock clock;
  SharedQueue queue(clock);
  for (int i = 0; i < 10'000; ++i) queue.add("many/" + std::to_string(i));
  clock.advance(seconds(1));
  queue.add("one/web");
  const auto first = queue.try_take();
  const auto second = queue.try_take();
  EXPECT_TRUE(first == "one/web" || second == "one/web") << *first << ", " << *second;
}

TEST(WorkQueueGroups, OneNeverHasAllWorkers) {
  fakes::FakeClock clock;
  SharedQueue queue(clock, {.most_of_a_group = 2});
  for (const char* key : {"many/1", "many/2", "many/3"}) queue.add(key);
  ASSERT_TRUE(queue.try_take());
  ASSERT_TRUE(queue.try_take());
  EXPECT_EQ(queue.try_take(), std::nullopt);
  queue.add("one/web");
  EXPECT_EQ(queue.try_take(), "one/web");
  queue.done("many/1");
  EXPECT_EQ(queue.try_take(), "many/3");
}

TEST(WorkQueueGroups, WhoWaitsForAGroupToHaveRoomIsWokenByThat) {
  base::SystemClock clock;
  SharedQueue queue(clock, {.most_of_a_group = 1});
  queue.add("many/1");
  queue.add("many/2");
  ASSERT_EQ(queue.try_take(), "many/1");
  std::jthread waiter([&](std::stop_token stop) { EXPECT_EQ(queue.take(stop), "many/2"); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  queue.done("many/1");
  waiter.join();
}

TEST(WorkQueueLanes, WhatWasDeferredGivesWayToWhatComesLater) {
  fakes::FakeClock clock;
  SharedQueue queue(clock);
  for (const char* key : {"a/old", "b/old", "c/old"}) queue.add(key);
  queue.add_at("b/timed", clock.mono_now() + seconds(5));
  queue.defer_due();
  clock.advance(seconds(1));
  queue.add("c/new");
  EXPECT_EQ(queue.try_take(), "c/new");
  clock.advance(seconds(5));
  EXPECT_EQ(queue.try_take(), "b/timed");
  EXPECT_EQ(queue.try_take(), "a/old");
}

TEST(WorkQueueLanes, ADeferredKeyThatIsAddedAnewWaitsNoLonger) {
  fakes::FakeClock clock;
  SharedQueue queue(clock);
  queue.add("a/old");
  queue.add("b/old");
  queue.defer_due();
  queue.add("b/old");
  EXPECT_EQ(queue.try_take(), "b/old");
  EXPECT_EQ(queue.try_take(), "a/old");
  EXPECT_EQ(queue.try_take(), std::nullopt);
}

TEST(WorkQueueLanes, EveryFourthTurnIsTheBacklogs) {
  fakes::FakeClock clock;
  SharedQueue queue(clock);
  queue.add("a/old");
  queue.defer_due();
  for (int i = 0; i < 8; ++i) queue.add("b/" + std::to_string(i));
  int turns = 1;
  while (queue.try_take() != "a/old") ++turns;
  EXPECT_LE(turns, 4);
}

TEST(WorkQueueLanes, WhatIsDeferredComesInTheOrderThatIsAskedFor) {
  fakes::FakeClock clock;
  Queue queue(clock);
  for (const char* key : {"a", "b", "c", "d"}) queue.add(key);
  queue.add_at("later", clock.mono_now() + seconds(1));
  queue.defer_due({"later", "gone", "c", "a"});
  std::string order;
  while (const auto key = queue.try_take()) {
    order += *key;
    queue.done(*key);
  }
  EXPECT_EQ(order, "bdca");
}

// Eight workers, of whom one namespace may have six: two namespaces whose CAs say nothing held all
// of them for half a minute.
TEST(SharedQueue, DF06_WorkThatWaitsForASilentCaDelaysNoOtherNamespace) {
  fakes::FakeClock clock;
  SharedQueue queue(clock, {.at_once = 8, .most_of_a_group = 6, .most_of_a_slow_group = 2});
  for (int i = 0; i < 400; ++i) {
    queue.add("evil/" + std::to_string(i));
    queue.add("vile/" + std::to_string(i));
  }
  std::vector<std::string> stuck;
  while (const auto key = queue.try_take()) stuck.push_back(*key);
  EXPECT_EQ(stuck.size(), 8U);
  clock.advance(SharedQueue::kSlow);
  queue.add("team/web");
  EXPECT_EQ(queue.try_take(), "team/web") << "those that are stuck do not count any more";
  EXPECT_EQ(queue.try_take(), std::nullopt) << "and their namespaces get no more";
  queue.done("team/web", clock.mono_now());
  EXPECT_EQ(queue.try_take(), "team/web");
}

TEST(SharedQueue, DF06_ANamespaceThatWasSlowHasFewWorkersForAMinute) {
  fakes::FakeClock clock;
  SharedQueue queue(clock, {.at_once = 8, .most_of_a_group = 6, .most_of_a_slow_group = 2});
  const auto take_all = [&] {
    std::vector<std::string> taken;
    while (const auto key = queue.try_take()) taken.push_back(*key);
    return taken;
  };
  for (int i = 0; i < 20; ++i) queue.add("evil/" + std::to_string(i));
  std::vector<std::string> taken = take_all();
  EXPECT_EQ(taken.size(), 6U);
  clock.advance(SharedQueue::kSlow);
  for (const std::string& key : taken) queue.done(key);
  taken = take_all();
  EXPECT_EQ(taken.size(), 2U);
  for (const std::string& key : taken) queue.done(key);
  clock.advance(base::Seconds(61));
  EXPECT_EQ(take_all().size(), 6U);
}

TEST(SharedQueue, DF06_AWorkerThatWaitsComesInForOneThatIsStuck) {
  base::SystemClock clock;
  SharedQueue queue(clock, {.at_once = 1});
  queue.add("evil/1");
  ASSERT_EQ(queue.try_take(), "evil/1");
  queue.add("team/web");
  EXPECT_EQ(queue.try_take(), std::nullopt);
  EXPECT_EQ(queue.take({}), "team/web") << "after three seconds";
}

}  // namespace
