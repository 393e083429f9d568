// KeyHandle: what a PrivateKey is made of. For this room alone. Immutable; any thread.
#pragma once

#include <string>

#include "crypto/handle.h"
#include "crypto/key_spec.h"

namespace crypto {

struct KeyHandle {
  Pkey pkey;
  KeySpec spec;
  std::string public_der;

  // The hash that goes with the key (RFC 7518 section 3.1).
  const EVP_MD* digest() const;
};

}  // namespace crypto
