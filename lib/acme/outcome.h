// outcome(): what came of a request to a CA in one word of a closed list, for who counts: a CA may
// send any problem type, and as many as it likes. Pure; any thread.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/client.h"

namespace acme {

// "ok"; the problem's type, when it is a known one; "http_4xx" and the like without one;
// "unreachable" without an answer; "stopped" when we did not wait for it. Lives for ever.
std::string_view outcome(const base::Result<http::Response, http::Error>& answer);

}  // namespace acme
