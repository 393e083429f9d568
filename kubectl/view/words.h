// How the plugin writes for people: colours, spans and times, one way for all commands. Pure; any
// thread.
//
// What comes out of the cluster was written by others: plain() takes out of it what a terminal
// would obey.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"

namespace kubectl {

enum class Colour { kNone, kGood, kBad, kDoubtful, kFaint };

// Off where nobody looks: in pipes and files, and with NO_COLOR (https://no-color.org/).
struct Paint {
  bool on = false;
  std::string operator()(Colour colour, std::string_view text) const;
};

// The same text in one line, with '?' for each control character.
std::string plain(std::string_view text);

// As kubectl writes ages: "45s", "12m", "5h", "3d", "2y".
std::string span_text(base::Seconds span);

// "2026-11-30T15:04:05Z (in 3d)", "... (12m ago)".
std::string when(base::WallTime time, base::WallTime now);
// "in 3d", "12m ago".
std::string relative(base::WallTime time, base::WallTime now);

}  // namespace kubectl
