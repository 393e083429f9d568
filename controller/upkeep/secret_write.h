// How the Secret of a Certificate is written: in one write, and only where it is ours or not there.
#pragma once

#include <string>

#include "base/result.h"
#include "crypto/key.h"
#include "lifecycle/outcome.h"
#include "pass/pass.h"
#include "records/secret_seen.h"

namespace controller {

// A write was answered with another key or certificate than was sent. A failure, though there may
// be no order: each such write is an event, which asks for the next.
lifecycle::FailedAttempt secret_changed(const kube::ObjectKey& secret);

// The seal is "" for what we have not issued for this Certificate.
// What is there now, which is in the store too.
base::Result<records::SecretSeen, lifecycle::Outcome> write_tls_secret(
    const Pass& pass, const crypto::PrivateKey& key, const std::string& chain_pem,
    const records::Origin& origin, const std::string& seal);

}  // namespace controller
