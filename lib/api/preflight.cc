#include "api/preflight.h"

#include <cstdint>

#include "base/text.h"

namespace api {
namespace {

constexpr std::size_t kRandomLength = 32;

// It need only notice a host that was changed on the way.
std::string check_value(std::string_view host) {
  const std::uint64_t hash = base::fnv1a(host);
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(hash >> shift);
  return base::hex(bytes);
}

std::string prefix(std::string_view host) { return "preflight-" + check_value(host) + "-"; }

}  // namespace

std::string preflight_token(std::string_view host, std::string_view random) {
  return prefix(host).append(random);
}

bool is_preflight_token(std::string_view token, std::string_view host) {
  const std::string start = prefix(host);
  return token.size() == start.size() + kRandomLength && token.starts_with(start);
}

}  // namespace api
