// WorkQueue<Key, GroupOf>: which keys need work and when, and who may work on them.
//
// Promises: a key is never worked on by two threads at once; a key added while it is being worked
// on comes again afterwards; of several times asked for one key the earliest wins; nothing added is
// lost. Groups of keys take turns, and of one group no more than `most_of_a_group` are worked on at
// once, so that none keeps the workers from the others. Work that takes longer than kSlow, because
// it waits for a stranger, does not count against `at_once` any more: another worker goes on in its
// place. A group with such work has no more than `most_of_a_slow_group` at once, for a minute after
// it too. Of one group what goes on soon after its
// last turn comes before what was added later than that work began: so of much work that comes at
// once some is soon done, and little is half done. Times are monotonic. Any thread may call
// anything.
//
// Of the threads that wait one does so for the time of the first key; the others are woken when
// there is something for them. So a thousand keys do not wake two dozen threads each.
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

// How many keys are worked on together.
struct QueueShares {
  static constexpr int kAny = std::numeric_limits<int>::max();
  int at_once = kAny;  // but for slow ones
  int most_of_a_group = kAny;
  int most_of_a_slow_group = kAny;
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
  static constexpr Seconds kSlow{3};

  explicit WorkQueue(const Clock& clock, QueueShares shares = {})
      : clock_(clock), shares_(shares) {}

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
      wait(lock, stop);
    }
    // What this one was woken for is another's now.
    if (has_next()) wake_one();
    keep_time();  // and so is the time
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
    if (turn.worked >= kSlow) slow_until_[GroupOf()(key)] = now + kSlowFor;
    running_.erase(run);
    const auto group = in_hand_.find(GroupOf()(key));
    if (--group->second == 0) in_hand_.erase(group);
    note_slow(now);
    if (has_next()) wake_one();
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
  static constexpr Seconds kSlowFor{60};

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

  void wait(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
    if (kept_) keep_time();
    const auto is_news = [this, seen = news_] { return news_ != seen; };
    const auto time = next_time();
    if (!time || kept_) {
      ++idle_;
      idle_wake_.wait(lock, stop, is_news);
      --idle_;
    } else {
      kept_ = time;
      time_wake_.wait_until(lock, stop, *time, is_news);
      kept_.reset();
    }
  }

  void wake_one() {
    ++news_;
    (idle_ > 0 ? idle_wake_ : time_wake_).notify_one();
  }

  // Sees to it that somebody waits for the time of the first key, and not for a later one.
  void keep_time() {
    const auto next = next_time();
    if (!next || (kept_ && *kept_ <= *next)) return;
    ++news_;
    (kept_ ? time_wake_ : idle_wake_).notify_one();
  }

  auto may_come() const {
    return [this](const auto& group) {
      const auto in_hand = in_hand_.find(group);
      const int most =
          slow_until_.contains(group) ? shares_.most_of_a_slow_group : shares_.most_of_a_group;
      return in_hand == in_hand_.end() || in_hand->second < most;
    };
  }
  // For another worker.
  bool has_next() const { return fast_ < shares_.at_once && ready_.has(may_come()); }

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
    if (place == by_time_.begin()) keep_time();
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
    const MonoTime now = clock_.mono_now();
    std::erase_if(slow_until_, [now](const auto& one) { return one.second <= now; });
    note_slow(now);
    if (fast_ >= shares_.at_once) return std::nullopt;
    const auto next = ready_.take(may_come());
    if (!next) return std::nullopt;
    const auto& [rank, key] = *next;
    const auto waiting = waiting_.find(key);
    running_[key] = {now, std::max(now - waiting->second.when, MonoTime::duration{}), rank};
    waiting_.erase(waiting);
    ++in_hand_[GroupOf()(key)];
    ++taken_;
    ++fast_;
    if (has_next()) wake_one();
    keep_time();
    return key;
  }

  // Which of what is being worked on is slow by now.
  void note_slow(MonoTime now) {
    looked_ = now;
    fast_ = 0;
    for (const auto& [key, run] : running_) {
      const bool slow = now - run.taken >= kSlow;
      if (slow) slow_until_[GroupOf()(key)] = now + kSlowFor;
      if (!slow) ++fast_;
    }
  }

  // When a key may come that does not come now, if nothing is added: one is due, or what is being
  // worked on becomes slow.
  std::optional<MonoTime> next_time() const {
    std::optional<MonoTime> next;
    if (!by_time_.empty()) next = by_time_.begin()->first;
    if (ready_.size() == 0 || fast_ < shares_.at_once) return next;
    for (const auto& [key, run] : running_) {
      const MonoTime slow = run.taken + kSlow;
      if (slow > looked_ && (!next || slow < *next)) next = slow;
    }
    return next;
  }

  const Clock& clock_;
  const QueueShares shares_;
  mutable std::mutex mutex_;
  std::condition_variable_any idle_wake_;
  std::condition_variable_any time_wake_;
  std::uint64_t news_ = 0;
  int idle_ = 0;                                // threads that wait to be woken
  std::optional<MonoTime> kept_;                // for which one more thread waits
  std::set<std::pair<MonoTime, Key>> by_time_;  // not due when last looked at
  Ready ready_;
  std::map<Key, Waiting> waiting_;  // all of both
  std::map<Key, Run> running_;
  std::map<typename Ready::Group, int> in_hand_;
  std::map<typename Ready::Group, MonoTime> slow_until_;
  int fast_ = 0;  // keys being worked on that are not slow, when last looked at
  MonoTime looked_{};
  std::uint64_t taken_ = 0;
  std::map<Key, MonoTime> again_;
};

}  // namespace base
