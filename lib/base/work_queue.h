// WorkQueue<Key>: which keys need work and when, and who may work on them.
//
// Promises: a key is never worked on by two threads at once; a key added while it is being worked
// on comes again afterwards; of several times asked for one key the earliest wins; nothing added is
// lost. Times are monotonic. Any thread may call anything.
//
// Whoever waits, waits for the first key; so only a new first key is news.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <utility>

#include "base/clock.h"

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

template <class Key>
class WorkQueue {
 public:
  explicit WorkQueue(const Clock& clock) : clock_(clock) {}

  void add(const Key& key) { add_at(key, clock_.mono_now()); }

  void add_at(const Key& key, MonoTime when) {
    std::lock_guard lock(mutex_);
    if (running_.contains(key)) {
      const auto [held, fresh] = again_.try_emplace(key, when);
      if (!fresh && when < held->second) held->second = when;
      return;
    }
    schedule(key, when);
  }

  // The next key that is due, waiting for one; nothing once stop is requested. Call done() for it.
  std::optional<Key> take(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      if (auto key = pop_due()) return key;
      if (by_time_.empty()) {
        wake_.wait(lock, stop, [this] { return !by_time_.empty(); });
      } else {
        const MonoTime first = by_time_.begin()->first;
        wake_.wait_until(lock, stop, first,
                         [&] { return !by_time_.empty() && by_time_.begin()->first < first; });
      }
    }
    return std::nullopt;
  }

  // The next key that is due, or nothing; never waits.
  std::optional<Key> try_take() {
    std::lock_guard lock(mutex_);
    return pop_due();
  }

  // The work on a key that take() gave has ended.
  Turn done(const Key& key) {
    std::lock_guard lock(mutex_);
    const auto run = running_.find(key);
    if (run == running_.end()) return {};
    const Turn turn{run->second.waited, clock_.mono_now() - run->second.taken};
    running_.erase(run);
    const auto held = again_.find(key);
    if (held == again_.end()) return turn;
    const MonoTime when = held->second;
    again_.erase(held);
    schedule(key, when);
    return turn;
  }

  QueueLoad load() const {
    std::lock_guard lock(mutex_);
    const MonoTime now = clock_.mono_now();
    QueueLoad load;
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
    return by_key_.size();
  }

 private:
  struct Run {
    MonoTime taken;
    MonoTime::duration waited;
  };

  void schedule(const Key& key, MonoTime when) {
    const auto [at, fresh] = by_key_.try_emplace(key, when);
    if (!fresh) {
      if (at->second <= when) return;
      by_time_.erase({at->second, key});
      at->second = when;
    }
    by_time_.insert({when, key});
    wake_.notify_one();
  }

  std::optional<Key> pop_due() {
    if (by_time_.empty() || by_time_.begin()->first > clock_.mono_now()) return std::nullopt;
    const auto [due, key] = *by_time_.begin();
    by_time_.erase(by_time_.begin());
    by_key_.erase(key);
    const MonoTime now = clock_.mono_now();
    running_[key] = {now, now - due};
    ++taken_;
    if (!by_time_.empty()) wake_.notify_one();
    return key;
  }

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::set<std::pair<MonoTime, Key>> by_time_;
  std::map<Key, MonoTime> by_key_;
  std::map<Key, Run> running_;
  std::uint64_t taken_ = 0;
  std::map<Key, MonoTime> again_;
};

}  // namespace base
