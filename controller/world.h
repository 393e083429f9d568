// World: all that the controller's workers share: what the watches have told us, and the ways to
// act. Built once in main, destroyed after every thread has ended.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/clock.h"
#include "controller/accounts.h"
#include "controller/key_maker.h"
#include "controller/metrics.h"
#include "controller/name_owners.h"
#include "controller/outages.h"
#include "controller/preflights.h"
#include "controller/progress.h"
#include "controller/renewal_polls.h"
#include "controller/replicas.h"
#include "controller/seals.h"
#include "controller/stores.h"
#include "kube/client.h"
#include "kube/events.h"
#include "limits/ledger.h"

namespace controller {

struct World {
  const base::Clock& clock;
  const RouteTarget target;
  Stores& stores;
  NameOwners& name_owners;
  kube::Client& cluster;
  kube::EventRecorder& events;
  Accounts& accounts;
  Replicas& replicas;
  Preflights& preflights;
  ProgressBook& progress;
  RenewalPolls& renewal_polls;
  Outages& outages;
  limits::Ledger& ledger;
  KeyMaker& key_maker;
  Metrics& metrics;
  Seals& seals;
  const std::vector<std::string> watch_namespaces;  // sorted; empty for all, and ClusterIssuers

  bool serves(const std::string& namespace_) const {
    return watch_namespaces.empty() || std::ranges::binary_search(watch_namespaces, namespace_);
  }
};

}  // namespace controller
