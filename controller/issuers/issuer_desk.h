// IssuerDesk: what is needed to set an issuer up and keep it ready. What it refers to outlives it.
#pragma once

#include <functional>

#include "base/clock.h"
#include "issuers/accounts.h"
#include "issuers/seals.h"
#include "kube/client.h"
#include "kube/events.h"
#include "stores/stores.h"

namespace controller {

struct IssuerDesk {
  const base::Clock& clock;
  Stores& stores;
  kube::Client& cluster;
  Accounts& accounts;
  Seals& seals;
  kube::EventRecorder& events;
  // Whether the CA may still ask for the answers of the Certificate's order, as far as is known.
  std::function<bool(const api::Certificate&)> proves_names;
};

}  // namespace controller
