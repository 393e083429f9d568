// Jws: a signed request taken apart as strictly as RFC 8555 section 6.2 says, and JWKs (RFC 7517)
// as a server needs them: to check a signature, to tell two keys apart. For tests. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/object.h"

namespace fakes {

struct Jws {
  wire::Object header;  // the protected one; there is no other
  std::string payload;
  std::string signing_input;  // RFC 7515 section 5.1
  std::string signature;      // raw bytes

  // Throws wire::Malformed for what is not a flattened JWS with these three members alone.
  static Jws parse(std::string_view body);
};

// Throws wire::Malformed for a key that is neither RSA nor on one of the three curves.
std::string spki_der(const wire::Object& jwk);

// By `alg`, one of ES256, ES384, ES512 and RS256, which must fit the key.
bool verifies(const Jws& jws, const wire::Object& jwk);

}  // namespace fakes
