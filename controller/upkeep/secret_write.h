// How the Secret of a Certificate is written: in one write, and only where it is ours or not there.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/certificate.h"
#include "crypto/key.h"
#include "lifecycle/outcome.h"
#include "pass/pass.h"
#include "records/secret_seen.h"

namespace controller {

// A write was answered with another key or certificate than was sent. A failure, though there may
// be no order: each such write is an event, which asks for the next.
lifecycle::FailedAttempt secret_changed(const kube::ObjectKey& secret);

// Of the keystore; "" where none is made. Asked for before the certificate is, because it may be
// missing for long.
base::Result<base::Secret, lifecycle::Outcome> keystore_password(const Pass& pass);

struct SecretContent {
  const crypto::PrivateKey& key;
  const std::string& chain_pem;
  const std::vector<crypto::Certificate>& chain;  // the same, the leaf first
  const records::Origin& origin;
  const std::string& seal;  // "" for what we have not issued for this Certificate
  const base::Secret& password;
  bool placeholder = false;  // nobody's certificate, in its own key
};

// What is there now, which is in the store too.
base::Result<records::SecretSeen, lifecycle::Outcome> write_tls_secret(
    const Pass& pass, const SecretContent& content);

}  // namespace controller
