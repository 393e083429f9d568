// Fence: which addresses our programs may connect to when a stranger or a tenant chose the name:
// those of the public internet, and what the administrator has allowed besides. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace preflight {

// Whether the text is an address that is reachable from anywhere, by the special-purpose registries
// of IANA (RFC 6890): not private, loopback, link-local, multicast, documentation or reserved. An
// IPv4 address in an IPv6 one counts as itself.
bool is_public(const std::string& address);

class Fence {
 public:
  Fence() = default;
  // "10.77.0.0/24,fd00::/8": what is allowed besides public addresses. The error says which range
  // is none.
  static base::Result<Fence, std::string> parse(std::string_view ranges);

  // "" when it may be connected to, else why not: "10.0.0.1 is not a public address".
  std::string refusal(const std::string& address) const;

 private:
  struct Range {
    std::array<std::uint8_t, 16> address{};
    int bits = 0;
  };
  static base::Result<Range, std::string> parse_range(const std::string& text);
  std::vector<Range> allowed_;
};

}  // namespace preflight
