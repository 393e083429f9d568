// Where a redirect of the challenge path leads, by the rules of the production validator: http or
// https, ports 80 and 443, a public name or an address, at most 10 of them, never the same twice.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/url.h"

namespace preflight {

// 301, 302, 307, 308. A 303 is an answer like any other: the validator does not follow it.
bool is_redirect(int status);

// `visited` holds every URL so far, the one that redirects last. The error says what is wrong with
// the redirect, without any text of the Location but its host.
base::Result<http::Url, std::string> next_url(const std::vector<http::Url>& visited,
                                              std::string_view location);

}  // namespace preflight
