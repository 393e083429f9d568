#include "crypto/key_handle.h"

namespace crypto {

const EVP_MD* KeyHandle::digest() const {
  if (spec.algorithm == Algorithm::kEd25519) return nullptr;  // it has its own (RFC 8032)
  if (spec.algorithm == Algorithm::kRsa || spec.size == 256) return EVP_sha256();
  return spec.size == 384 ? EVP_sha384() : EVP_sha512();
}

}  // namespace crypto
