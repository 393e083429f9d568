// What the words of a rateLimited problem tell beyond its headers (RFC 8555 section 6.6), as Let's
// Encrypt's CA and those built on it write them: when to ask again, and where a person ends a
// pause. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acme_objects/types.h"
#include "base/clock.h"

namespace acme {

// The time in "... retry after 2026-11-24 19:35:42 UTC ..."; nothing when there is none.
std::optional<base::WallTime> time_in(std::string_view detail);

// Which URLs end a pause, and so carry a token.
enum class PauseLinks {
  kNamed,  // those whose path has the word "unpause"
  kAll,    // those that have a query, too: the CA tells no time when to ask again
};

// Where a person ends the pause of an account or a name: the https URL in the problem's texts, or
// else of `links`; one that is named so, if there is one; "" when there is none. "(a link)" stands
// for each such URL in the problem's texts from now on, and also for one that is of no use: one
// that is not https, or longer than 2,048 bytes.
std::string take_unpause_link(Problem& problem, const std::vector<std::string>& links,
                              PauseLinks which);

// Whether such a URL stands in the text.
bool has_unpause_link(std::string text, PauseLinks which);

}  // namespace acme
