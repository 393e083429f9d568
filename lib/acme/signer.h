// Signer: who signs a request to a CA (RFC 8555 section 6.2).
#pragma once

#include <string>

#include "crypto/key.h"

namespace acme {

// The account's key and its URL (`kid`).
struct Signer {
  const crypto::PrivateKey& key;
  std::string account_url;
};

}  // namespace acme
