// SHA-256, its first bytes for names, and HMAC (RFC 2104), raw bytes out; random bytes. Pure but
// for the last; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace crypto {

std::string sha256(std::string_view bytes);
// The first bytes of it in lower-case hex, for what tells contents apart in the name of an object.
std::string short_hash(std::string_view text, std::size_t bytes = 4);
std::string hmac_sha256(const base::Secret& key, std::string_view text);
std::string random_bytes(std::size_t count);  // from the system's generator; throws when it fails

}  // namespace crypto
