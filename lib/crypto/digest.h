// SHA-256 and HMAC (RFC 2104), raw bytes out; random bytes. Pure but for the last; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace crypto {

std::string sha256(std::string_view bytes);
std::string hmac_sha256(const base::Secret& key, std::string_view text);
std::string random_bytes(std::size_t count);  // from the system's generator; throws when it fails

}  // namespace crypto
