// Seals: show that a certificate in a tenant's Secret is one that this installation has issued for
// that very Certificate. The seal stands in an annotation of the Secret. Whoever may write there
// can take it away, but can neither make one nor use another Certificate's: it is an HMAC-SHA-256
// (RFC 2104) of the Certificate's namespace and name, the issuer, the account and the leaf, and its
// key is in a Secret of the system namespace, made once for each installation. A new key makes all
// older seals void.
//
// The key is read once and stays in memory. Any thread.
#pragma once

#include <optional>
#include <string>

#include "base/guarded.h"
#include "base/secret.h"
#include "crypto/certificate.h"
#include "kube/client.h"
#include "records/labels.h"
#include "records/secret_seen.h"

namespace controller {

// What a seal is about.
struct Issued {
  kube::ObjectKey certificate;
  records::Origin origin;
  const crypto::Certificate& leaf;
};

class Seals {
 public:
  Seals(kube::Client& cluster, std::string system_namespace)
      : cluster_(cluster),
        secret_{std::move(system_namespace), std::string(records::kSealSecret)} {}

  // Reads the key, or makes it: when the first issuer is set up, so that no issuance waits for it,
  // and not before, so that a backup's key can be restored first.
  kube::Result<void> prepare(std::stop_token stop);

  kube::Result<std::string> seal(const Issued& issued, std::stop_token stop);
  kube::Result<bool> fits(const std::string& seal, const Issued& issued, std::stop_token stop);

 private:
  kube::Result<base::Secret> key(std::stop_token stop);
  kube::Result<wire::Object> make(std::stop_token stop);

  kube::Client& cluster_;
  const kube::ObjectKey secret_;
  base::Guarded<std::optional<base::Secret>> key_;
};

}  // namespace controller
