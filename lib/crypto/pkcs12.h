// A key and its chain as a PKCS#12 keystore (RFC 7292). Not pure: each has a salt of its own. Any
// thread.
#pragma once

#include <string>

#include "base/secret.h"
#include "crypto/key.h"

namespace crypto {

// AES-256-CBC and PBKDF2 with SHA-256, which Java 8u301, OpenSSL 1.1 and Windows Server 2019 read.
// `chain_pem` is one that parse_chain() takes; throws std::invalid_argument for another.
base::Secret pkcs12(const PrivateKey& key, const std::string& chain_pem,
                    const base::Secret& password, const std::string& name);

}  // namespace crypto
