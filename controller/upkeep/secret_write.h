// How the Secret of a Certificate is written: in one write, and only where it is ours or not there.
#pragma once

#include <string>

#include "base/look_again.h"
#include "base/result.h"
#include "crypto/key.h"
#include "pass/pass.h"
#include "records/secret_seen.h"

namespace controller {

// Of a write that was answered with another key or certificate than was sent: told, and not tried
// again before a person had time.
base::LookAgain after_changed_secret(const Pass& pass, const kube::ObjectKey& secret);

// The seal is "" for what we have not issued for this Certificate.
// What is there now, which is in the store too; or when to look again, which has been told.
base::Result<records::SecretSeen, base::LookAgain> write_tls_secret(const Pass& pass,
                                                                    const crypto::PrivateKey& key,
                                                                    const std::string& chain_pem,
                                                                    const records::Origin& origin,
                                                                    const std::string& seal);

}  // namespace controller
