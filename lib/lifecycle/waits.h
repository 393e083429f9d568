// How long a CA may make us wait: what it asks for with Retry-After, within bounds. Zero, a time in
// the past and what is not understood count as nothing asked: our own pace then. Pure.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "base/clock.h"

namespace lifecycle {

struct Bounds {
  base::Seconds least;
  base::Seconds most;
};
inline constexpr Bounds kOpenOrder{base::Seconds(1), base::Seconds(60)};
inline constexpr Bounds kProcessing{base::Seconds(1), base::Seconds(300)};
inline constexpr Bounds kOverload{base::Seconds(1), base::Seconds(3600)};
inline constexpr Bounds kRateLimit{base::Seconds(60), base::Seconds(7 * 24 * 3600)};
// A next try that is further away was written while the clock was wrong.
inline constexpr base::Millis kLongestWait = kRateLimit.most + std::chrono::hours(24);

// What was written so far ahead of now was written while the clock was wrong. Our clock and the
// CA's may differ by less.
inline constexpr base::Millis kClockJitter = std::chrono::minutes(10);

inline base::Millis asked_wait(const std::optional<base::Seconds>& asked, const Bounds& bounds) {
  if (!asked || asked->count() <= 0) return base::Millis(0);
  return std::clamp(*asked, bounds.least, bounds.most);
}

// What is to be told when the CA's wish is not kept to the letter; else "".
inline std::string text_of_wait(const std::optional<base::Seconds>& asked, const Bounds& bounds) {
  if (!asked) return "";
  if (asked->count() <= 0) return "; the CA asked to wait for a time that has passed";
  const base::Seconds kept = std::clamp(*asked, bounds.least, bounds.most);
  if (kept == *asked) return "";
  return "; the CA asked to wait " + std::to_string(asked->count()) + " s, which counts as " +
         std::to_string(kept.count()) + " s";
}

}  // namespace lifecycle
