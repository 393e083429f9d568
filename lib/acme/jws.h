// JWS as ACME uses it (RFC 8555 section 6.2): flattened JSON, one signature, and in the protected
// header exactly one of `jwk` (newAccount) and `kid` (all else). For this room alone. Pure but for
// the randomness of ECDSA; any thread.
#pragma once

#include <string>

#include "acme/signer.h"
#include "acme_objects/types.h"
#include "wire/writer.h"

namespace acme {

// The body of a POST to `url`. An empty account_url means that the key itself is sent.
std::string signed_request(const Signer& signer, const std::string& nonce, const std::string& url,
                           const std::string& payload);

// RFC 8555 section 7.3.5: the payload that changes the account's key to `new_key`: a JWS of its
// own, signed by that key, without a nonce; `url` is that of keyChange.
std::string key_change(const Signer& signer, const crypto::PrivateKey& new_key,
                       const std::string& url);

// RFC 8555 section 7.3.4: the account's public key, under the MAC key that the CA gave; `url` is
// that of newAccount, and there is no nonce.
wire::Writer external_account_binding(const ExternalAccount& account, const std::string& jwk,
                                      const std::string& url);

}  // namespace acme
