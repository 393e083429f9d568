// PrivateKey: a key pair for an account or a certificate. Copies share the key. Immutable; any
// thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/key_spec.h"

namespace crypto {

struct KeyHandle;

class PrivateKey {
 public:
  // RSA takes from 0.2 s (2048) to seconds. Throws std::invalid_argument for another size.
  static PrivateKey generate(KeySpec spec);
  // PKCS#8, PKCS#1 or SEC 1, not encrypted; RSA, one of the three curves or Ed25519. The error says
  // what is wrong, never what the text was.
  static base::Result<PrivateKey, std::string> from_pem(const base::Secret& pem);

  base::Secret pem(Encoding encoding = Encoding::kPkcs8) const;
  base::Secret der(Encoding encoding) const;
  KeySpec spec() const;

  // JOSE (RFC 7515, 7517, 7518, 7638).
  std::string jws_algorithm() const;              // "ES256", "ES384", "ES512", "RS256", "EdDSA"
  std::string jwk() const;                        // public key, members in lexical order, no space
  std::string thumbprint() const;                 // base64url(SHA-256(jwk()))
  std::string sign(std::string_view text) const;  // raw JWS signature bytes for jws_algorithm()

  // The public half, DER SubjectPublicKeyInfo: two keys are the same when these are.
  std::string public_der() const;

  const KeyHandle& handle() const { return *handle_; }  // for this room alone

 private:
  explicit PrivateKey(std::shared_ptr<const KeyHandle> handle);
  std::shared_ptr<const KeyHandle> handle_;
};

}  // namespace crypto
