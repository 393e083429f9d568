// How the Secret of a Certificate is written: in one write, and only where it is ours or not there.
#pragma once

#include <string>

#include "base/result.h"
#include "controller/pass.h"
#include "controller/secret_seen.h"
#include "crypto/key.h"

namespace controller {

// What is there now, which is in the store too; or when to look again, which has been told.
base::Result<SecretSeen, LookAgain> write_tls_secret(const Pass& pass,
                                                     const crypto::PrivateKey& key,
                                                     const std::string& chain_pem,
                                                     const Origin& origin);

}  // namespace controller
