#include "api/preflight.h"

#include <cstdint>

namespace api {
namespace {

constexpr std::size_t kRandomLength = 32;

// FNV-1a: it need only notice a host that was changed on the way.
std::string check_value(std::string_view host) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : host) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  std::string out;
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[(hash >> shift) & 15];
  return out;
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
