// The host that an answer is found by, beside its token. Pure.
#pragma once

#include <string>
#include <string_view>

namespace sidecar {

// One spelling of a host, given as an identifier ("example.com", "2001:db8::1") or as a Host header
// ("Example.COM.:80", "[2001:DB8:0::1]:80"): without port, brackets and final dot, in lower case,
// an IPv6 address in its shortest form (RFC 5952). Text that is more than a host and a port of
// digits, or is none, comes out as some text that is none either.
std::string host_name(std::string_view text);

}  // namespace sidecar
