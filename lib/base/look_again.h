// When to look at something again, as a look at it answers. Durations by the monotonic clock.
#pragma once

#include <optional>

#include "base/clock.h"

namespace base {

// When to look again: at once is kNow; nothing means when something changes.
using LookAgain = std::optional<base::Millis>;
inline constexpr base::Millis kNow{0};
// The watch needs a moment to bring what our write was refused for.
inline constexpr base::Millis kAfterConflict{50};
inline constexpr base::Millis kWhileBlocked{30'000};

}  // namespace base
