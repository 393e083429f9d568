// Quicker ways to what plain calls of OpenSSL 3.0 do as well. Those take 4 to 20 times as long,
// most because they look through all of OpenSSL's algorithms each time. A start reads the key and
// the chain of every Secret: for 10,000 the plain calls take 8 s of processor time more, and a
// start may take 5 s in all. quick_test.cc holds each answer against that of the plain call. For
// this room alone. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"
#include "crypto/handle.h"

namespace crypto {

// EVP_PKCS82PKEY: a private key in DER (RFC 5958), or null for anything else or more.
Pkey quick_private_key(std::string_view der);

// EVP_PKEY_check for a key on a named curve (its NID): both halves are there, within their bounds
// and belong together.
bool quick_check(const EVP_PKEY& pkey, int curve);

// X509_PUBKEY_set for a key on a named curve (its NID) whose points are written uncompressed.
void quick_public_key(X509_PUBKEY& to, const EVP_PKEY& pkey, int curve);

// i2d_PUBKEY for such a key.
std::string quick_public_der(const EVP_PKEY& pkey, int curve);

// EVP_PKEY2PKCS8 and i2d_PKCS8_PRIV_KEY_INFO for such a key. The public half is always written,
// also of a key that was read without it.
base::Secret quick_pkcs8(const EVP_PKEY& pkey, int curve);

// d2i_X509: a certificate in DER, or null for anything else or more. It knows no algorithm, so its
// public key and its signature are of no use.
X509Ptr quick_certificate(std::string_view der);

}  // namespace crypto
