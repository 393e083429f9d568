#include "preflight/fence.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace preflight {
namespace {

// As in IPv6; IPv4 as ::ffff:a.b.c.d, so that one comparison serves both.
using Bytes = std::array<std::uint8_t, 16>;

constexpr int kMappedBits = 96;

std::optional<Bytes> parse_address(const std::string& text) {
  Bytes bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  bytes[10] = bytes[11] = 0xff;
  if (inet_pton(AF_INET, text.c_str(), &bytes[12]) == 1) return bytes;
  return std::nullopt;
}

bool is_ipv4(const std::string& text) { return text.find(':') == std::string::npos; }

bool starts_with(const Bytes& address, const Bytes& prefix, int bits) {
  for (int i = 0; i < bits; ++i) {
    const int mask = 0x80 >> (i % 8);
    if (((address[i / 8] ^ prefix[i / 8]) & mask) != 0) return false;
  }
  return true;
}

struct Block {
  const char* address;
  int bits;
};

// https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-special-registry: what is
// not globally reachable, and multicast.
constexpr Block kNotPublicIpv4[] = {
    {"0.0.0.0", 8},      {"10.0.0.0", 8},     {"100.64.0.0", 10}, {"127.0.0.0", 8},
    {"169.254.0.0", 16}, {"172.16.0.0", 12},  {"192.0.0.0", 24},  {"192.0.2.0", 24},
    {"192.88.99.0", 24}, {"192.168.0.0", 16}, {"198.18.0.0", 15}, {"198.51.100.0", 24},
    {"203.0.113.0", 24}, {"224.0.0.0", 4},    {"240.0.0.0", 4},
};
constexpr Block kNotPublicIpv6[] = {
    {"2001::", 23},
    {"2001:db8::", 32},
    {"2002::", 16},
    {"3fff::", 20},
};
constexpr Block kGlobalUnicast{"2000::", 3};
constexpr Block kMapped{"::ffff:0:0", 96};
constexpr Block kNat64{"64:ff9b::", 96};

bool is_in(const Bytes& address, const Block& block) {
  const int bits = is_ipv4(block.address) ? kMappedBits + block.bits : block.bits;
  return starts_with(address, *parse_address(block.address), bits);
}

bool is_in_any(const Bytes& address, const auto& blocks) {
  return std::any_of(std::begin(blocks), std::end(blocks),
                     [&](const Block& block) { return is_in(address, block); });
}

// The IPv4 address behind a translator is as reachable as it is itself (RFC 6052).
Bytes unwrapped(Bytes address) {
  if (!is_in(address, kNat64)) return address;
  const Bytes mapped = *parse_address(kMapped.address);
  std::copy_n(mapped.begin(), 12, address.begin());
  return address;
}

bool is_public_bytes(const Bytes& given) {
  const Bytes address = unwrapped(given);
  if (is_in(address, kMapped)) return !is_in_any(address, kNotPublicIpv4);
  return is_in(address, kGlobalUnicast) && !is_in_any(address, kNotPublicIpv6);
}

}  // namespace

bool is_public(const std::string& address) {
  const auto bytes = parse_address(address);
  return bytes && is_public_bytes(*bytes);
}

base::Result<Fence::Range, std::string> Fence::parse_range(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string address = text.substr(0, slash);
  const auto bytes = parse_address(address);
  const int most = is_ipv4(address) ? 32 : 128;
  int bits = most;
  if (slash != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, bits);
    if (error != std::errc() || stop != end) bits = -1;
  }
  if (!bytes || bits < 0 || bits > most) {
    return base::unexpected("'" + text + "' is not a range of addresses, such as 10.0.0.0/8");
  }
  return Range{*bytes, bits + 128 - most};
}

base::Result<Fence, std::string> Fence::parse(std::string_view ranges) {
  Fence fence;
  for (const std::string& part : base::split(ranges, ',')) {
    const std::string text(base::trimmed(part));
    if (text.empty()) continue;
    const auto range = parse_range(text);
    if (!range) return base::unexpected(range.error());
    fence.allowed_.push_back(*range);
  }
  return fence;
}

std::string Fence::refusal(const std::string& address) const {
  const auto bytes = parse_address(address);
  if (!bytes) return address + " is not an address";
  const bool allowed = std::any_of(allowed_.begin(), allowed_.end(), [&](const Range& range) {
    return starts_with(*bytes, range.address, range.bits);
  });
  return allowed || is_public_bytes(*bytes) ? "" : address + " is not a public address";
}

}  // namespace preflight
