// An HTTP-date in any of its three forms (RFC 9110 section 5.6.7). Pure; any thread, in the C
// locale.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace http {

// Nothing when it is none. `now` tells the century of the form that has only two digits of it.
std::optional<base::WallTime> read_date(std::string_view header, base::WallTime now);

}  // namespace http
