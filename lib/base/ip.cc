#include "base/ip.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace base {
namespace {

using Bytes = std::array<unsigned char, 16>;

bool read(int family, const std::string& text, Bytes& address) {
  return inet_pton(family, text.c_str(), address.data()) == 1;
}

std::string written(int family, const unsigned char* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, address, text.data(), text.size());
  return text.data();
}

// RFC 4291 section 2.5.5.2.
constexpr Bytes kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::size_t kMappedBytes = 12;

bool is_mapped(const Bytes& address) {
  return std::equal(kMapped.begin(), kMapped.begin() + kMappedBytes, address.begin());
}

}  // namespace

std::optional<std::string> canonical_ip(std::string_view text) {
  // inet_pton would stop at the zero byte and take what stands before it.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string whole(text);
  Bytes address{};
  if (read(AF_INET, whole, address)) return written(AF_INET, address.data());
  if (!read(AF_INET6, whole, address)) return std::nullopt;
  if (is_mapped(address)) return written(AF_INET, address.data() + kMappedBytes);
  return written(AF_INET6, address.data());
}

std::string canonical_name(std::string_view text) {
  if (auto address = canonical_ip(text)) return *std::move(address);
  std::string name = lower(std::string(text));
  if (name.ends_with('.')) name.pop_back();
  return name;
}

std::vector<std::string> canonical_names(std::vector<std::string> texts) {
  for (std::string& text : texts) text = canonical_name(text);
  return texts;
}

}  // namespace base
