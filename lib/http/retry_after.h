// Retry-After in both its forms, seconds and HTTP-date (RFC 9110 section 10.2.3). Pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace http {

// How long from `now`; never negative. Nothing when absent or not understood.
std::optional<base::Seconds> retry_after(std::string_view header, base::WallTime now);

}  // namespace http
