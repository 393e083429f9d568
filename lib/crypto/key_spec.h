// KeySpec: which kind of key, and how it is written. Plain values.
#pragma once

namespace crypto {

enum class Algorithm { kRsa, kEcdsa, kEd25519 };

struct KeySpec {
  Algorithm algorithm = Algorithm::kEcdsa;
  int size = 256;  // bits: RSA 2048 to 8192, ECDSA 256, 384 or 521, Ed25519 256
  bool operator==(const KeySpec&) const = default;
};

// kPkcs1 is SEC 1 ("EC PRIVATE KEY") for ECDSA; Ed25519 is always PKCS#8 (RFC 8410 section 7).
enum class Encoding { kPkcs1, kPkcs8 };

}  // namespace crypto
