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
    base::Millis age{};                 // since the CA was heard
  };

  // An answer that no cache can have kept.
  void heard(const std::optional<base::WallTime>& date, base::MonoTime at) {
    heard_.with([&](auto& heard) { heard = Heard{date, at}; });
  }

  // Nothing when the CA was never heard.
  std::optional<Time> time(base::MonoTime now) const {
    const auto heard = heard_.with([](const auto& held) { return held; });
    if (!heard) return std::nullopt;
    const auto age = std::chrono::floor<base::Millis>(now - heard->at);
    return Time{heard->date ? std::optional(*heard->date + age) : std::nullopt, age};
  }

 private:
  struct Heard {
    std::optional<base::WallTime> date;
    base::MonoTime at;
  };
  base::Guarded<std::optional<Heard>> heard_;
};

}  // namespace acme
