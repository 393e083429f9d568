#include "http/retry_after.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "http/date.h"

namespace http {
namespace {

using base::Seconds;

// More than any caller waits, and far from an overflow in anything added to it.
constexpr Seconds kLongest = std::chrono::hours(24 * 365 * 100);

std::optional<Seconds> delay_seconds(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !std::all_of(text.begin(), text.end(), digit)) return {};
  long long seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc::result_out_of_range) return kLongest;
  return std::min(Seconds(seconds), kLongest);
}

}  // namespace

std::optional<Seconds> retry_after(std::string_view header, base::WallTime now) {
  if (auto delay = delay_seconds(header)) return delay;
  const auto time = read_date(header, now);
  if (!time) return {};
  return std::clamp(std::chrono::ceil<Seconds>(*time - now), Seconds(0), kLongest);
}

}  // namespace http
