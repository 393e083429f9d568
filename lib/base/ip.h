// One text for each name: names of hosts and IP addresses are told apart by it, whoever wrote them
// and how. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

// "2001:DB8::0:1" -> "2001:db8::1" (RFC 5952). An IPv4 address that is written as an IPv6 one,
// "::ffff:192.0.2.1", is that IPv4 address: who connects to it reaches the same host. Nothing for
// other text, brackets and zones included.
std::optional<std::string> canonical_ip(std::string_view text);

// A host name in lower case and without the dot at its end (RFC 4343; RFC 1034 section 3.1), or an
// address in its canonical form. A pattern such as "*.A.example." too.
std::string canonical_name(std::string_view text);
std::vector<std::string> canonical_names(std::vector<std::string> texts);

}  // namespace base
