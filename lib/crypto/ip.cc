#include <arpa/inet.h>

#include <array>

#include "crypto/certificate.h"

namespace crypto {
namespace {

std::optional<std::string> rewritten(int family, const std::string& text) {
  std::array<unsigned char, 16> address{};
  std::array<char, INET6_ADDRSTRLEN> canonical{};
  if (inet_pton(family, text.c_str(), address.data()) != 1 ||
      inet_ntop(family, address.data(), canonical.data(), canonical.size()) == nullptr) {
    return std::nullopt;
  }
  return canonical.data();
}

}  // namespace

std::optional<std::string> canonical_ip(std::string_view text) {
  // inet_pton would stop at the zero byte and take what stands before it.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string address(text);
  if (auto v4 = rewritten(AF_INET, address)) return v4;
  return rewritten(AF_INET6, address);
}

}  // namespace crypto
