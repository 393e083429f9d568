// What a CA asks for to validate a name by HTTP (RFC 8555 section 8.3): a path and, at its end, a
// token. Pure; any thread.
#pragma once

#include <string_view>

#include "base/base64.h"

namespace base {

inline constexpr std::string_view kChallengePath = "/.well-known/acme-challenge/";

// At least 22 characters of base64url, which are 128 bits; at most 128 characters.
inline bool is_token(std::string_view text) {
  return text.size() >= 22 && text.size() <= 128 && is_base64url(text);
}

}  // namespace base
