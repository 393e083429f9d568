// A certificate that its own key has signed, for names: nobody trusts it. Any thread.
#pragma once

#include <string>

#include "base/clock.h"
#include "crypto/certificate.h"
#include "crypto/key.h"

namespace crypto {

struct SelfSigned {
  std::string pem;
  Certificate certificate;
};

// It says in its subject that it is a placeholder. Valid for ten years from an hour before `now`,
// because clocks differ. Throws std::invalid_argument for what is no IP address.
SelfSigned placeholder(const Wanted& names, const PrivateKey& key, base::WallTime now);

}  // namespace crypto
