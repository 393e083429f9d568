// ReadyKeys<Key, GroupOf>: the keys of a WorkQueue that wait for nothing but a worker, each in a
// group (GroupOf()(key)) and a lane.
//
// Promises: groups take turns, however many keys one of them has; within a group the earliest due
// comes first. The backlog gives way to what is fresh, but for every fourth turn. Not for several
// threads at once: the queue has the lock.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

#include "base/clock.h"

namespace base {

enum class Lane { kFresh, kBacklog };

template <class Key, class GroupOf>
class ReadyKeys {
 public:
  using Group = std::decay_t<std::invoke_result_t<GroupOf, const Key&>>;
  using Entry = std::pair<MonoTime, Key>;  // the earlier the first part, the sooner its turn

  void add(Lane lane, Entry entry) {
    const Group group = GroupOf()(entry.second);
    size_ += of(lane).keys[group].insert(std::move(entry)).second ? 1 : 0;
  }

  void remove(Lane lane, const Entry& entry) {
    auto& keys = of(lane).keys;
    const auto group = keys.find(GroupOf()(entry.second));
    if (group == keys.end() || group->second.erase(entry) == 0) return;
    --size_;
    if (group->second.empty()) keys.erase(group);
  }

  // The next one of a group for which `open(group)` holds, taken out; nothing when there is none.
  template <class Open>
  std::optional<Entry> take(Open open) {
    const bool backlog_first = ++turns_ % 4 == 0;
    const Lane first = backlog_first ? Lane::kBacklog : Lane::kFresh;
    const Lane second = backlog_first ? Lane::kFresh : Lane::kBacklog;
    if (auto entry = take_from(of(first), open)) return entry;
    return take_from(of(second), open);
  }

  // Whether there is one to take.
  template <class Open>
  bool has(Open open) const {
    return std::ranges::any_of(lanes_, [&](const Queue& queue) {
      return std::ranges::any_of(queue.keys, [&](const auto& one) { return open(one.first); });
    });
  }

  // All of them, each with its lane.
  template <class Use>
  void for_each(Use use) const {
    for (const Lane lane : {Lane::kFresh, Lane::kBacklog}) {
      for (const auto& [group, entries] : lanes_[index(lane)].keys) {
        for (const Entry& entry : entries) use(lane, entry);
      }
    }
  }

  std::size_t size() const { return size_; }

 private:
  struct Queue {
    std::map<Group, std::set<Entry>> keys;
    std::optional<Group> last;  // whose turn it was
  };

  static std::size_t index(Lane lane) { return lane == Lane::kFresh ? 0 : 1; }
  Queue& of(Lane lane) { return lanes_[index(lane)]; }

  template <class Open>
  std::optional<Entry> take_from(Queue& queue, Open open) {
    auto at = queue.last ? queue.keys.upper_bound(*queue.last) : queue.keys.begin();
    for (std::size_t seen = 0; seen < queue.keys.size(); ++seen, ++at) {
      if (at == queue.keys.end()) at = queue.keys.begin();
      if (open(at->first)) return take_first(queue, at);
    }
    return std::nullopt;
  }

  Entry take_first(Queue& queue, typename std::map<Group, std::set<Entry>>::iterator at) {
    queue.last = at->first;
    Entry entry = *at->second.begin();
    at->second.erase(at->second.begin());
    if (at->second.empty()) queue.keys.erase(at);
    --size_;
    return entry;
  }

  std::array<Queue, 2> lanes_;
  std::size_t size_ = 0;
  unsigned turns_ = 0;
};

}  // namespace base
