#include "view/words.h"

#include <array>

#include "wire/time.h"

namespace kubectl {
namespace {

std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::kGood:
      return "\x1b[32m";
    case Colour::kBad:
      return "\x1b[31m";
    case Colour::kDoubtful:
      return "\x1b[33m";
    case Colour::kFaint:
      return "\x1b[2m";
    case Colour::kNone:
      break;
  }
  return "";
}

struct Unit {
  base::Seconds from;  // the shortest span that is written in it
  long long seconds;
  std::string_view letter;
};
constexpr std::array<Unit, 5> kUnits = {{{base::Seconds(2 * 365 * 86400L), 365 * 86400L, "y"},
                                         {base::Seconds(2 * 86400L), 86400, "d"},
                                         {base::Seconds(3 * 3600L), 3600, "h"},
                                         {base::Seconds(120), 60, "m"},
                                         {base::Seconds(0), 1, "s"}}};

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

std::string Paint::operator()(Colour colour, std::string_view text) const {
  if (!on || colour == Colour::kNone || text.empty()) return std::string(text);
  return std::string(code_of(colour)).append(text).append("\x1b[0m");
}

// Of two bytes (UTF-8) are the controls of C1, which some terminals obey as well.
std::string plain(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool c1 =
        text[i] == '\xc2' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (c1) ++i;
    made += text[i] == '\n' || text[i] == '\t' ? ' ' : c1 || is_control(text[i]) ? '?' : text[i];
  }
  return made;
}

std::string span_text(base::Seconds span) {
  for (const Unit& unit : kUnits) {
    if (span >= unit.from) return std::to_string(span.count() / unit.seconds).append(unit.letter);
  }
  return "0s";
}

std::string relative(base::WallTime time, base::WallTime now) {
  const auto ahead = std::chrono::duration_cast<base::Seconds>(time - now);
  return time > now ? "in " + span_text(ahead) : span_text(-ahead) + " ago";
}

std::string when(base::WallTime time, base::WallTime now) {
  return wire::write_time(time) + " (" + relative(time, now) + ")";
}

}  // namespace kubectl
