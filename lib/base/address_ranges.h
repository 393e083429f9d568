// Ranges of IP addresses, and addresses as bytes. An IPv4 address is ::ffff:a.b.c.d, so that one
// comparison serves both families. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace base {

using AddressBytes = std::array<std::uint8_t, 16>;

std::optional<AddressBytes> parse_address(const std::string& text);

// Of an IPv4 address behind a translator (64:ff9b::/96, RFC 6052) the address itself, which is what
// is reached; any other unchanged.
AddressBytes unwrapped(const AddressBytes& address);

struct AddressRange {
  AddressBytes address{};
  int bits = 0;  // of 128

  bool holds(const AddressBytes& other) const;
};

// "10.0.0.0/8", "fd00::/8" or one address. The error says what is no range.
Result<AddressRange, std::string> parse_range(const std::string& text);
// Several with commas between them, or none.
Result<std::vector<AddressRange>, std::string> parse_ranges(std::string_view text);

}  // namespace base
