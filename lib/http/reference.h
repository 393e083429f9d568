// What a reference in an answer means: a Location, a Link, a URL in a text (RFC 3986 section 5.2).
// Pure.
#pragma once

#include <optional>
#include <string_view>

#include "http/url.h"

namespace http {

// The URL that `reference` is of what was found at `base`, without its fragment. Nothing where that
// is no URL for parse_url().
std::optional<Url> resolved(const Url& base, std::string_view reference);

}  // namespace http
