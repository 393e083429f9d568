// YearCa: what a CA counts and when it works, simply and by itself: no line of it is shared with
// lib/limits. A limit allows `size` orders at once, and one more each period / size.
#pragma once

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace controller {

struct Span {
  base::WallTime from;
  base::WallTime to;
  bool holds(base::WallTime time) const { return time >= from && time < to; }
};

inline bool within(const std::vector<Span>& spans, base::WallTime time) {
  return std::any_of(spans.begin(), spans.end(), [&](const Span& s) { return s.holds(time); });
}

// One limit of one account, domain or set of names.
class Meter {
 public:
  // Whether that is still allowed.
  bool count(base::WallTime at, int size, base::Millis interval) {
    level_ = std::max(base::Millis(0), level_ - base::Millis(at - last_)) + interval;
    last_ = at;
    return level_ <= size * interval;
  }
  void take_back(base::Millis interval) { level_ = std::max(base::Millis(0), level_ - interval); }

 private:
  base::Millis level_{0};
  base::WallTime last_;
};

class YearCa {
 public:
  struct Asked {
    std::string domain;
    std::string names;      // the whole set
    bool replaces = false;  // announced as a replacement: it is free
  };

  std::vector<Span> down;   // it does not answer
  std::vector<Span> flaky;  // every other validation fails
  int orders = 0;
  std::vector<std::string> excess;  // orders that the limits did not allow

  void order(const Asked& asked, base::WallTime now) {
    ++orders;
    if (asked.replaces) return;
    check(set_[asked.names].count(now, 5, kWeek / 5), "set " + asked.names);
    if (issued_.count(asked.names) > 0) return;  // a renewal
    check(account_.count(now, 300, std::chrono::hours(3) / 300), "account");
    check(domain_[asked.domain].count(now, 50, kWeek / 50), "domain " + asked.domain);
  }
  // Failed: what counts certificates does not count it.
  void failed(const Asked& asked) {
    if (asked.replaces) return;
    set_[asked.names].take_back(kWeek / 5);
    if (issued_.count(asked.names) == 0) domain_[asked.domain].take_back(kWeek / 50);
  }
  void issued(const Asked& asked) { issued_.insert(asked.names); }

 private:
  static constexpr base::Millis kWeek = std::chrono::hours(7 * 24);

  void check(bool allowed, const std::string& limit) {
    if (!allowed) excess.push_back(limit);
  }

  Meter account_;
  std::unordered_map<std::string, Meter> domain_;
  std::unordered_map<std::string, Meter> set_;
  std::unordered_set<std::string> issued_;
};

}  // namespace controller
