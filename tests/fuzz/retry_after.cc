// A Retry-After or Date header, in any of the forms of RFC 9110.

#include "http/retry_after.h"

#include "fuzz/input.h"
#include "http/date.h"

namespace {

const base::WallTime kNow{std::chrono::sys_days{std::chrono::November / 24 / 2026}};
constexpr base::Seconds kLongest = std::chrono::hours(24 * 365 * 100);

}  // namespace

void fuzz::try_input(std::string_view input) {
  const auto wait = http::retry_after(input, kNow);
  const auto date = http::read_date(input, kNow);
  must(!date || wait, "a date is a wait");
  if (!wait) return;
  must(*wait >= base::Seconds(0) && *wait <= kLongest, "a wait is between 0 and 100 years");
  must(input.find('\0') == std::string_view::npos, "no header has a zero byte");
}
