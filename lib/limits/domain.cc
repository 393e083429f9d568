#include "limits/domain.h"

#include <arpa/inet.h>
#include <libpsl.h>

#include <array>
#include <cstring>

namespace limits {
namespace {

constexpr std::size_t kPrefixBytes = 8;  // of an IPv6 address: /64

std::string prefix64(std::array<unsigned char, 16> address) {
  std::memset(address.data() + kPrefixBytes, 0, address.size() - kPrefixBytes);
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, address.data(), text.data(), text.size());
  return std::string(text.data()) + "/64";
}

}  // namespace

std::string registered_domain(const std::string& name) {
  std::array<unsigned char, 16> address{};
  if (inet_pton(AF_INET, name.c_str(), address.data()) == 1) return name;
  if (inet_pton(AF_INET6, name.c_str(), address.data()) == 1) return prefix64(address);
  const char* const domain = psl_registrable_domain(psl_builtin(), name.c_str());
  return domain != nullptr ? domain : name;
}

}  // namespace limits
