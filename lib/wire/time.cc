#include "wire/time.h"

#include <charconv>
#include <cstdio>

namespace wire {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// A cursor over the text: each read takes exactly what it names, or the whole is refused.
struct Cursor {
  std::string_view rest;
  bool good = true;

  int digits(std::size_t count) {
    int value = 0;
    const std::string_view field = rest.substr(0, count);
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (field.size() != count || error != std::errc() || end != field.data() + count ||
        field[0] == '-') {
      good = false;
      return 0;
    }
    rest.remove_prefix(count);
    return value;
  }
  char one_of(std::string_view allowed) {
    if (rest.empty() || allowed.find(rest[0]) == std::string_view::npos) {
      good = false;
      return '\0';
    }
    const char found = rest[0];
    rest.remove_prefix(1);
    return found;
  }
};

base::Millis read_fraction(Cursor& cursor) {
  int millis = 0;
  int scale = 100;
  if (!cursor.rest.starts_with('.')) return base::Millis(0);
  cursor.rest.remove_prefix(1);
  do {
    millis += cursor.digits(1) * scale;
    scale /= 10;
  } while (cursor.good && !cursor.rest.empty() && cursor.rest[0] >= '0' && cursor.rest[0] <= '9');
  return base::Millis(millis);
}

std::chrono::minutes read_offset(Cursor& cursor) {
  const char sign = cursor.one_of("Zz+-");
  if (sign == 'Z' || sign == 'z' || !cursor.good) return std::chrono::minutes(0);
  const int hours = cursor.digits(2);
  cursor.one_of(":");
  const int minutes = cursor.digits(2);
  if (hours > 23 || minutes > 59) cursor.good = false;
  return std::chrono::minutes((sign == '-' ? -1 : 1) * (hours * 60 + minutes));
}

struct Parts {
  int year, hour, minute, second;
  unsigned month, day;
  int micros;
};

Parts split(base::WallTime time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return {static_cast<int>(date.year()),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          static_cast<int>(clock.subseconds().count()) * 1000};
}

std::string write(base::WallTime time, bool with_micros) {
  const Parts p = split(time);
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", p.year,
                                 p.month, p.day, p.hour, p.minute, p.second);
  std::string whole(text, static_cast<std::size_t>(size));
  if (with_micros) {
    std::snprintf(text, sizeof text, ".%06d", p.micros);
    whole += text;
  }
  return whole + "Z";
}

}  // namespace

std::optional<base::WallTime> read_time(std::string_view text) {
  Cursor cursor{text};
  const int year = cursor.digits(4);
  cursor.one_of("-");
  const int month = cursor.digits(2);
  cursor.one_of("-");
  const int day = cursor.digits(2);
  cursor.one_of("Tt");
  const int hour = cursor.digits(2);
  cursor.one_of(":");
  const int minute = cursor.digits(2);
  cursor.one_of(":");
  const int second = cursor.digits(2);
  const base::Millis fraction = read_fraction(cursor);
  const std::chrono::minutes offset = read_offset(cursor);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!cursor.good || !cursor.rest.empty() || !date.ok() || hour > 23 || minute > 59 ||
      second > 60) {
    return std::nullopt;
  }
  return sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + fraction - offset;
}

std::string write_time(base::WallTime time) { return write(time, false); }
std::string write_micro_time(base::WallTime time) { return write(time, true); }

}  // namespace wire
