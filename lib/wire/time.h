// RFC 3339 times as Kubernetes and ACME write them: 2026-11-24T19:35:42Z, with an optional fraction
// and an optional offset when read. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace wire {

std::optional<base::WallTime> read_time(std::string_view text);

// Whole seconds, UTC (metav1.Time).
std::string write_time(base::WallTime time);

// Microseconds, UTC (metav1.MicroTime).
std::string write_micro_time(base::WallTime time);

}  // namespace wire
