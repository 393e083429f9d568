// KeyAndChain: what a Secret of ours holds, for a step that needs the key itself. It is read from
// the API server, and dropped when that step is over.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "crypto/certificate.h"
#include "crypto/key.h"
#include "issuers/seals.h"
#include "lifecycle/outcome.h"
#include "pass/pass.h"
#include "records/secret_seen.h"

namespace controller {

struct KeyAndChain {
  crypto::PrivateKey key;
  std::vector<crypto::Certificate> chain;  // the leaf first
  std::string chain_pem;
  records::Origin origin;
  std::string seal;  // "" when there is none

  Issued issued_for(const kube::ObjectKey& certificate) const {
    return {certificate, origin, chain.front()};
  }
};

// A Secret that is gone or unreadable is for the watch to tell of:
// this step was decided from one that was whole.
base::Result<KeyAndChain, lifecycle::Outcome> key_and_chain_in(const Pass& pass,
                                                               const kube::ObjectKey& secret);

}  // namespace controller
