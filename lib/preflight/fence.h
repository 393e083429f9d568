// Fence: which addresses our programs may connect to when a stranger or a tenant chose the name:
// those of the public internet, and what the administrator has allowed besides; but none that is
// inside although it is public: what the administrator denies, what the clouds answer from for the
// machines in them, and where parts of ours are known to stand. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address_ranges.h"
#include "base/result.h"

namespace preflight {

// Whether the text is an address that is reachable from anywhere, by the special-purpose registries
// of IANA (RFC 6890): not private, loopback, link-local, multicast, documentation or reserved. An
// IPv4 address in an IPv6 one counts as itself.
bool is_public(const std::string& address);

// Where something of ours or of the cluster's listens.
struct KnownPlace {
  std::string address;
  std::uint16_t port = 0;
  std::string what;  // "the API server"
};

class Fence {
 public:
  // Asked at each look; must not block for long. Any thread.
  using Known = std::function<std::vector<KnownPlace>()>;

  Fence() = default;
  // "10.77.0.0/24,fd00::/8": what is allowed besides public addresses. The error says which range
  // is none.
  static base::Result<Fence, std::string> parse(std::string_view ranges);

  // The same fence, but with these ranges denied, whatever is allowed.
  base::Result<Fence, std::string> denying(std::string_view ranges) const;
  // The same fence, but around what is known.
  Fence around(Known known) const;

  // "" when it may be connected to, else why not: "10.0.0.1 is not a public address". What is
  // denied counts first, then what is known, then what is allowed. A service of a cloud is let pass
  // by a range that is no wider than it: who allows the private addresses of their network does not
  // mean that one.
  std::string refusal(const std::string& address, std::uint16_t port) const;

 private:
  std::string known_at(const base::AddressBytes& address, std::uint16_t port) const;
  bool is_cloud_service(const base::AddressBytes& address) const;
  std::vector<base::AddressRange> allowed_;
  std::vector<base::AddressRange> denied_;
  Known known_;
};

}  // namespace preflight
