// Which limit a name counts under: its registered domain by the public suffix list of the system's
// libpsl (publicsuffix.org), an IPv4 address itself, an IPv6 address's /64. Any thread.
#pragma once

#include <string>

namespace limits {

// "www.shop.example.co.uk" -> "example.co.uk"; a name that is a public suffix stands for itself.
// `name` is normalised: lower case, A-labels, no trailing dot; an address without brackets.
std::string registered_domain(const std::string& name);

}  // namespace limits
