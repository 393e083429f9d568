#include "base/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <latch>
#include <thread>

namespace {

using base::Crew;
using base::Millis;

TEST(Crew, WorksOnSeveralThingsAtOnce) {
  std::barrier together(3);
  Crew crew(2, 2, Millis(60'000));
  for (int i = 0; i < 2; ++i) {
    crew.add("team", [&](std::stop_token) { together.arrive_and_wait(); });
  }
  together.arrive_and_wait();
}

TEST(Crew, MoreThanItsThreadsCanDoWaitsAndIsDone) {
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  std::latch done(50);
  Crew crew(3, 3, Millis(60'000));
  for (int i = 0; i < 50; ++i) {
    crew.add("team", [&](std::stop_token) {
      const int now = ++at_once;
      int before = most;
      while (before < now && !most.compare_exchange_weak(before, now)) {
      }
      --at_once;
      done.count_down();
    });
  }
  done.wait();
  EXPECT_LE(most, 3);
}

TEST(Crew, WorksAgainAfterItsThreadsHaveGone) {
  Crew crew(2, 2, Millis(0));
  for (int i = 0; i < 20; ++i) {
    std::latch done(1);
    crew.add("team", [&](std::stop_token) { done.count_down(); });
    done.wait();
  }
}

TEST(Crew, AnErrorInOneThingDoesNotEndTheOthers) {
  std::latch done(1);
  Crew crew(1, 1, Millis(60'000));
  crew.add("team", [](std::stop_token) { throw std::runtime_error("no"); });
  crew.add("team", [&](std::stop_token) { done.count_down(); });
  done.wait();
}

TEST(Crew, ItsEndStopsWhatIsUnderWayAndDropsWhatWaits) {
  std::atomic<bool> second = false;
  std::latch started(1);
  {
    Crew crew(1, 1, Millis(60'000));
    crew.add("team", [&](std::stop_token stop) {
      started.count_down();
      while (!stop.stop_requested()) std::this_thread::yield();
    });
    crew.add("team", [&](std::stop_token) { second = true; });
    started.wait();
  }
  EXPECT_FALSE(second);
}

// 30 Certificates of 100 dead names each were an hour of waiting for everybody.
TEST(Crew, DF05_OneOwnersWorkThatNeverEndsDelaysNobody) {
  std::atomic<int> stuck = 0;
  std::latch other(1);
  Crew crew(8, 3, Millis(60'000));
  for (int i = 0; i < 1000; ++i) {
    crew.add("hostile", [&](std::stop_token stop) {
      ++stuck;
      while (!stop.stop_requested()) std::this_thread::yield();
    });
  }
  crew.add("other", [&](std::stop_token) { other.count_down(); });
  other.wait();
  EXPECT_LE(stuck, 3);
}

}  // namespace
