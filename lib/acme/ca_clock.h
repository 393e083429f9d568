// CaClock: what time it is by the CA's own clock, from the Date of its answers (RFC 9110 section
// 6.6.1) and the time that has passed here since. Any thread.
#pragma once

#include <optional>

#include "base/clock.h"
#include "base/guarded.h"

namespace acme {

class CaClock {
 public:
  struct Time {
    std::optional<base::WallTime> now;  // nothing when the CA tells no time
    base::Millis age{};                 // since the CA last answered
  };

  // An answer that no cache can have kept.
  void note(const std::optional<base::WallTime>& date, base::MonoTime at) {
    last_.with([&](auto& last) { last = Last{date, at}; });
  }

  // Nothing before the CA has answered.
  std::optional<Time> time(base::MonoTime now) const {
    const auto last = last_.with([](const auto& held) { return held; });
    if (!last) return std::nullopt;
    const auto age = std::chrono::floor<base::Millis>(now - last->at);
    return Time{last->date ? std::optional(*last->date + age) : std::nullopt, age};
  }

 private:
  struct Last {
    std::optional<base::WallTime> date;
    base::MonoTime at;
  };
  base::Guarded<std::optional<Last>> last_;
};

}  // namespace acme
