#include "base/address_ranges.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace base {
namespace {

constexpr int kAllBits = 128;
constexpr int kIpv4Bits = 32;
constexpr int kMappedBits = kAllBits - kIpv4Bits;
constexpr AddressBytes kNat64{0x00, 0x64, 0xff, 0x9b};
constexpr AddressBytes kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

std::optional<AddressBytes> parse_address(const std::string& text) {
  AddressBytes bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  bytes = kMappedPrefix;
  if (inet_pton(AF_INET, text.c_str(), &bytes[12]) == 1) return bytes;
  return std::nullopt;
}

AddressBytes unwrapped(const AddressBytes& address) {
  if (!AddressRange{kNat64, kMappedBits}.holds(address)) return address;
  AddressBytes inner = kMappedPrefix;
  std::copy(address.begin() + 12, address.end(), inner.begin() + 12);
  return inner;
}

bool AddressRange::holds(const AddressBytes& other) const {
  for (int i = 0; i < bits; ++i) {
    const auto at = static_cast<std::size_t>(i / 8);
    const int mask = 0x80 >> (i % 8);
    if (((address[at] ^ other[at]) & mask) != 0) return false;
  }
  return true;
}

Result<AddressRange, std::string> parse_range(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string address = text.substr(0, slash);
  const auto bytes = parse_address(address);
  const int most = address.find(':') == std::string::npos ? kIpv4Bits : kAllBits;
  int bits = most;
  if (slash != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, bits);
    if (error != std::errc() || stop != end) bits = -1;
  }
  if (!bytes || bits < 0 || bits > most) {
    return unexpected("'" + text + "' is not a range of addresses, such as 10.0.0.0/8");
  }
  return AddressRange{*bytes, bits + kAllBits - most};
}

Result<std::vector<AddressRange>, std::string> parse_ranges(std::string_view text) {
  std::vector<AddressRange> ranges;
  for (const std::string& part : split(text, ',')) {
    const std::string one(trimmed(part));
    if (one.empty()) continue;
    const auto range = parse_range(one);
    if (!range) return unexpected(range.error());
    ranges.push_back(*range);
  }
  return ranges;
}

}  // namespace base
