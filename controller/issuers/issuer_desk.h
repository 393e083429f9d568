// IssuerDesk: what is needed to set an issuer up and keep it ready. What it refers to outlives it.
#pragma once

#include "base/clock.h"
#include "issuers/accounts.h"
#include "issuers/seals.h"
#include "kube/client.h"
#include "stores/stores.h"

namespace controller {

struct IssuerDesk {
  const base::Clock& clock;
  Stores& stores;
  kube::Client& cluster;
  Accounts& accounts;
  Seals& seals;
};

}  // namespace controller
