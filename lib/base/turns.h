// Turns<Job>: jobs of several owners, who are served in turn: the next job is that of the owner
// whose turn comes, however many jobs the others have. Of one owner no more than `most_at_once` are
// in hand together, so that owners whose jobs take long leave room for others.
//
// An owner is told by a name, for instance its namespace. Not for several threads at once: whoever
// has one has the lock.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace base {

template <class Job>
class Turns {
 public:
  struct Turn {
    std::string owner;
    Job job;
  };

  explicit Turns(std::size_t most_at_once)
      : most_at_once_(std::max<std::size_t>(most_at_once, 1)) {}

  void add(const std::string& owner, Job job) { owners_[owner].waiting.push_back(std::move(job)); }

  // The next job, which is in hand until done() is called for its owner; nothing where none waits
  // whose owner has room.
  std::optional<Turn> next() {
    auto at = owners_.upper_bound(last_);
    for (std::size_t seen = 0; seen < owners_.size(); ++seen, ++at) {
      if (at == owners_.end()) at = owners_.begin();
      if (is_open(at->second)) return take(at->first, at->second);
    }
    return std::nullopt;
  }

  void done(const std::string& owner) {
    const auto found = owners_.find(owner);
    if (found == owners_.end()) return;
    --found->second.in_hand;
    forget_if_idle(found);
  }

  // Whether next() would give one.
  bool has_next() const {
    return std::ranges::any_of(owners_, [this](const auto& one) { return is_open(one.second); });
  }

  // Drops the jobs of the owner that wait and for which `holds(job)`.
  template <class Holds>
  void drop(const std::string& owner, Holds holds) {
    const auto found = owners_.find(owner);
    if (found == owners_.end()) return;
    std::erase_if(found->second.waiting, holds);
    forget_if_idle(found);
  }

  void clear_waiting() {
    for (auto& [owner, jobs] : owners_) jobs.waiting.clear();
    std::erase_if(owners_, [](const auto& one) { return one.second.in_hand == 0; });
  }

  // Owners with a job that waits or is in hand.
  std::size_t owners() const { return owners_.size(); }

 private:
  struct Jobs {
    std::deque<Job> waiting;
    std::size_t in_hand = 0;
  };

  bool is_open(const Jobs& jobs) const {
    return !jobs.waiting.empty() && jobs.in_hand < most_at_once_;
  }

  Turn take(const std::string& owner, Jobs& jobs) {
    last_ = owner;
    Turn turn{owner, std::move(jobs.waiting.front())};
    jobs.waiting.pop_front();
    ++jobs.in_hand;
    return turn;
  }

  void forget_if_idle(typename std::map<std::string, Jobs>::iterator at) {
    if (at->second.in_hand == 0 && at->second.waiting.empty()) owners_.erase(at);
  }

  const std::size_t most_at_once_;
  std::map<std::string, Jobs> owners_;
  std::string last_;  // whose turn it was
};

}  // namespace base
