// Held: the key and the chain that a Secret of ours holds, for what needs the key itself: read
// live, and gone when the step that asked is over.
#pragma once

#include <string>
#include <vector>

#include "base/look_again.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "crypto/key.h"
#include "issuers/seals.h"
#include "pass/pass.h"
#include "records/secret_seen.h"

namespace controller {

struct Held {
  crypto::PrivateKey key;
  std::vector<crypto::Certificate> chain;  // the leaf first
  std::string chain_pem;
  records::Origin origin;
  std::string seal;  // "" when there is none

  Issued issued_for(const kube::ObjectKey& certificate) const {
    return {certificate, origin, chain.front()};
  }
};

// The error is when to look again. A Secret that is gone or unreadable is for the watch to tell of:
// this step was decided from one that was whole.
base::Result<Held, base::LookAgain> held_in(const Pass& pass, const kube::ObjectKey& secret);

}  // namespace controller
