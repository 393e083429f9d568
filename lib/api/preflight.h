// The throw-away token by which the controller looks at a name before an order, and what the
// sidecars know of it: "preflight-HOST-RANDOM", where HOST is a check value of the host that must
// arrive. Each sidecar answers it with a word of its own that it tells the controller on the admin
// port; the word is no key authorization (RFC 8555 section 8.1), so that no CA is ever content with
// it, and says nothing of the hosts that there are. Pure.
#pragma once

#include <string>
#include <string_view>

namespace api {

inline constexpr std::string_view kPreflightPath = "/preflight";  // on the admin port

// `random`: base64url characters.
std::string preflight_token(std::string_view host, std::string_view random);

// Whether it is one, for this host: a DNS name in lower case, or a canonical IP address.
bool is_preflight_token(std::string_view token, std::string_view host);

}  // namespace api
