// Why a certificate is to be made. PURE: no I/O, no clock, no log; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "lifecycle/observed.h"

namespace lifecycle {

// What a check has found: a reason of api/reasons.h, and what a condition says of it.
struct Finding {
  std::string_view reason;
  std::string message;
};

// Why what is stored does not serve, or nothing.
std::optional<Finding> why_not_ready(const Observed& seen, base::WallTime now);
// Its reason alone.
std::optional<std::string_view> reason_not_ready(const Observed& seen, base::WallTime now);
// Why a certificate is to be made: that, or a renewal that is due.
std::optional<std::string_view> reason_to_issue(const Observed& seen, base::WallTime now);

// Whether the reason is only that time has passed.
bool is_of_time(std::string_view reason);

// Whether the stored certificate stays, though the CA has sent a new one that ends then: one that
// nothing but time was a reason to replace, and that lasts as long.
bool keeps_stored(const Observed& seen, base::WallTime new_not_after, base::WallTime now);

}  // namespace lifecycle
