#include "acme/nonce_pool.h"

#include <algorithm>

namespace acme {
namespace {

constexpr std::size_t kMaxHeld = 64;
constexpr std::size_t kMaxLength = 1024;

bool is_of_nonce(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

}  // namespace

std::optional<std::string> NoncePool::take() {
  return nonces_.with([](auto& nonces) -> std::optional<std::string> {
    if (nonces.empty()) return std::nullopt;
    std::string newest = std::move(nonces.back());
    nonces.pop_back();
    return newest;
  });
}

void NoncePool::put(std::string nonce) {
  nonces_.with([&](auto& nonces) {
    if (nonces.size() == kMaxHeld) nonces.erase(nonces.begin());
    nonces.push_back(std::move(nonce));
  });
}

std::optional<std::string> read_nonce(std::string_view header) {
  if (header.empty() || header.size() > kMaxLength || !std::ranges::all_of(header, is_of_nonce))
    return std::nullopt;
  return std::string(header);
}

}  // namespace acme
