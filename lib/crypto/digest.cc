#include "crypto/digest.h"

#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "base/text.h"
#include "crypto/handle.h"

namespace crypto {

std::string sha256(std::string_view bytes) {
  std::string digest(32, '\0');
  ensure(EVP_Digest(bytes.data(), bytes.size(), octets(digest), nullptr, EVP_sha256(), nullptr) > 0,
         "no SHA-256");
  return digest;
}

std::string short_hash(std::string_view text, std::size_t bytes) {
  return base::hex(sha256(text).substr(0, bytes));
}

std::string hmac_sha256(const base::Secret& key, std::string_view text) {
  std::string mac(32, '\0');
  ensure(HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()),
              octets(text), text.size(), octets(mac), nullptr) != nullptr,
         "no HMAC");
  return mac;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  ensure(RAND_bytes(octets(bytes), static_cast<int>(count)) > 0, "no random bytes");
  return bytes;
}

}  // namespace crypto
