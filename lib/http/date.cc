#include "http/date.h"

#include <time.h>

#include <string>

namespace http {
namespace {

using base::Seconds;

// "Recipients of a timestamp value in rfc850-date format … MUST interpret a timestamp that appears
// to be more than 50 years in the future as representing the most recent year in the past that had
// the same last two digits" (RFC 9110 section 5.6.7).
int full_year(int two_digits, base::WallTime now) {
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  const int this_year = static_cast<int>(today.year());
  const int year = this_year / 100 * 100 + two_digits;
  return year > this_year + 50 ? year - 100 : year;
}

std::optional<base::WallTime> parse_as(const char* format, const std::string& text, tm& fields) {
  fields = {};
  const char* end = strptime(text.c_str(), format, &fields);
  if (end == nullptr || *end != '\0') return {};
  return base::WallTime(Seconds(timegm(&fields)));
}

}  // namespace

// "A recipient … MUST accept all three HTTP-date formats" (RFC 9110 section 5.6.7). The program
// stays in the C locale, so that strptime knows only the English names.
std::optional<base::WallTime> read_date(std::string_view header, base::WallTime now) {
  // strptime would stop at the zero byte and take what stands before it.
  if (header.find('\0') != std::string_view::npos) return {};
  const std::string text(header);
  tm fields;
  if (auto time = parse_as("%a, %d %b %Y %H:%M:%S GMT", text, fields)) return time;
  if (auto time = parse_as("%a %b %d %H:%M:%S %Y", text, fields)) return time;
  if (!parse_as("%A, %d-%b-%y %H:%M:%S GMT", text, fields)) return {};
  fields.tm_year = full_year(fields.tm_year % 100, now) - 1900;
  return base::WallTime(Seconds(timegm(&fields)));
}

}  // namespace http
