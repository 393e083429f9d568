// WorkQueue<Key, GroupOf>: which keys need work and when, and who may work on them.
//
// Promises: a key is never worked on by two threads at once; a key added while it is being worked
// on comes again afterwards; of several times asked for one key the earliest wins; nothing added is
// lost. Groups of keys take turns, and of one group no more than `most_of_a_group` are worked on at
// once, so that none keeps the workers from the others. Of one group what goes on soon after its
// last turn comes before what was added later than that work began: so of much work that comes at
// once some is soon done, and little is half done. Times are monotonic. Any thread may call
// anything.
//
// Whoever waits, waits for the first key; so only a new first key is news.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ready_keys.h"

namespace base {

// What became of one key that was taken.
struct Turn {
  MonoTime::duration waited{};  // since it was due
  MonoTime::duration worked{};
};

// The queue as it stands.
struct QueueLoad {
  std::size_t due = 0;              // keys that wait for nothing but a worker
  std::uint64_t became_due = 0;     // keys since the start
  MonoTime::duration unfinished{};  // that the keys in hand have been worked on, together
  MonoTime::duration longest{};     // the longest of them
};

struct OneGroup {
  template <class Key>
  int operator()(const Key&) const {
    return 0;
  }
};

template <class Key, class GroupOf = OneGroup>
class WorkQueue {
 public:
  explicit WorkQueue(const Clock& clock, int most_of_a_group = std::numeric_limits<int>::max())
      : clock_(clock), most_of_a_group_(most_of_a_group) {}

  void add(const Key& key) { add_at(key, clock_.mono_now()); }

  void add_at(const Key& key, MonoTime when) {
    std::lock_guard lock(mutex_);
    if (running_.contains(key)) {
      const auto [held, fresh] = again_.try_emplace(key, when);
      if (!fresh && when < held->second) held->second = when;
      return;
    }
    schedule(key, when, when);
  }

  // What is due now gives way to what is added from now on: after a start that is what has
  // happened, not all that there is. Of one group the keys of `last` come last, in their order.
  void defer_due(const std::vector<Key>& last = {}) {
    std::lock_guard lock(mutex_);
    move_due(Lane::kBacklog);
    std::vector<typename Ready::Entry> fresh;
    ready_.for_each([&](Lane lane, const auto& entry) {
      if (lane == Lane::kFresh) fresh.push_back(entry);
    });
    for (const auto& entry : fresh) change_lane(entry, Lane::kBacklog);
    MonoTime when = clock_.mono_now();
    for (const Key& key : last) put_off(key, ++when);
  }

  // The next key that is due, waiting for one; nothing once stop is requested. Call done() for it.
  std::optional<Key> take(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      if (auto key = pop_due()) return key;
      const auto is_news = [this, seen = news_] { return news_ != seen; };
      if (by_time_.empty()) {
        wake_.wait(lock, stop, is_news);
      } else {
        wake_.wait_until(lock, stop, MonoTime(by_time_.begin()->first), is_news);
      }
    }
    return std::nullopt;
  }

  // The next key that is due, or nothing; never waits.
  std::optional<Key> try_take() {
    std::lock_guard lock(mutex_);
    return pop_due();
  }

  // The work on a key that take() gave has ended, or goes on at `again`.
  Turn done(const Key& key, std::optional<MonoTime> again = {}) {
    std::lock_guard lock(mutex_);
    const auto run = running_.find(key);
    if (run == running_.end()) return {};
    const MonoTime now = clock_.mono_now();
    const MonoTime rank = run->second.rank;
    const Turn turn{run->second.waited, now - run->second.taken};
    running_.erase(run);
    const auto group = in_hand_.find(GroupOf()(key));
    if (--group->second == 0) in_hand_.erase(group);
    if (ready_.size() > 0) wake_one();
    const auto held = again_.find(key);
    if (held != again_.end()) {
      again = again ? std::min(*again, held->second) : held->second;
      again_.erase(held);
    }
    if (again) schedule(key, *again, *again - now < kSoon ? rank : *again);
    return turn;
  }

  QueueLoad load() const {
    std::lock_guard lock(mutex_);
    const MonoTime now = clock_.mono_now();
    QueueLoad load;
    load.due = ready_.size();
    for (const auto& [when, key] : by_time_) {
      if (when > now) break;
      ++load.due;
    }
    load.became_due = taken_ + load.due;
    for (const auto& [key, run] : running_) {
      load.unfinished += now - run.taken;
      load.longest = std::max(load.longest, now - run.taken);
    }
    return load;
  }

  // Keys that wait, due or not.
  std::size_t size() const {
    std::lock_guard lock(mutex_);
    return waiting_.size();
  }

 private:
  using Ready = ReadyKeys<Key, GroupOf>;

  static constexpr Seconds kSoon{10};

  struct Run {
    MonoTime taken;
    MonoTime::duration waited;
    MonoTime rank;
  };
  struct Waiting {
    MonoTime when;
    MonoTime rank;  // among what is due: since when it is being worked on, else when it was due
    std::optional<Lane> ready;  // else it is in by_time_
  };

  void wake_one() {
    ++news_;
    wake_.notify_one();
  }

  // What is added anew is no backlog any more.
  void schedule(const Key& key, MonoTime when, MonoTime rank) {
    const auto [at, fresh] = waiting_.try_emplace(key, Waiting{when, rank, {}});
    Waiting& waiting = at->second;
    if (waiting.ready == Lane::kBacklog) return change_lane({waiting.rank, key}, Lane::kFresh);
    if (!fresh) {
      if (waiting.ready || waiting.when <= when) return;
      by_time_.erase({waiting.when, key});
      waiting.when = when;
      waiting.rank = std::min(waiting.rank, rank);
    }
    const auto place = by_time_.insert({when, key}).first;
    if (place == by_time_.begin()) wake_one();
  }

  void change_lane(const typename Ready::Entry& entry, Lane lane) {
    Waiting& waiting = waiting_.at(entry.second);
    ready_.remove(*waiting.ready, entry);
    ready_.add(lane, entry);
    waiting.ready = lane;
  }

  // Of a key in the backlog.
  void put_off(const Key& key, MonoTime when) {
    const auto waiting = waiting_.find(key);
    if (waiting == waiting_.end() || waiting->second.ready != Lane::kBacklog) return;
    ready_.remove(Lane::kBacklog, {waiting->second.rank, key});
    ready_.add(Lane::kBacklog, {when, key});
    waiting->second.rank = when;
  }

  void move_due(Lane lane) {
    const MonoTime now = clock_.mono_now();
    while (!by_time_.empty() && by_time_.begin()->first <= now) {
      const Key key = by_time_.begin()->second;
      by_time_.erase(by_time_.begin());
      Waiting& waiting = waiting_.at(key);
      waiting.ready = lane;
      ready_.add(lane, {waiting.rank, key});
    }
  }

  std::optional<Key> pop_due() {
    move_due(Lane::kFresh);
    const auto next = ready_.take([this](const auto& group) {
      const auto held = in_hand_.find(group);
      return held == in_hand_.end() || held->second < most_of_a_group_;
    });
    if (!next) return std::nullopt;
    const auto& [rank, key] = *next;
    const auto waiting = waiting_.find(key);
    const MonoTime now = clock_.mono_now();
    running_[key] = {now, std::max(now - waiting->second.when, MonoTime::duration{}), rank};
    waiting_.erase(waiting);
    ++in_hand_[GroupOf()(key)];
    ++taken_;
    if (ready_.size() > 0 || !by_time_.empty()) wake_one();
    return key;
  }

  const Clock& clock_;
  const int most_of_a_group_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::uint64_t news_ = 0;
  std::set<std::pair<MonoTime, Key>> by_time_;  // not due when last looked at
  Ready ready_;
  std::map<Key, Waiting> waiting_;  // all of both
  std::map<Key, Run> running_;
  std::map<typename Ready::Group, int> in_hand_;
  std::uint64_t taken_ = 0;
  std::map<Key, MonoTime> again_;
};

}  // namespace base
