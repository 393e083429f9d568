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
  int curve = 0;  // its NID; 0 where the key is on none of the three

  // The hash that goes with the key (RFC 7518 section 3.1).
  const EVP_MD* digest() const;
};

}  // namespace crypto
