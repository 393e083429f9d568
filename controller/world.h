// World: all that the controller's workers share: what the watches have told us, and the ways to
// act. Built once in main, destroyed after every thread has ended.
#pragma once

#include <string>

#include "api/certificate.h"
#include "api/challenge.h"
#include "api/issuer.h"
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
#include "controller/routes.h"
#include "controller/secret_seen.h"
#include "kube/client.h"
#include "kube/events.h"
#include "kube/store.h"
#include "limits/ledger.h"

namespace controller {

struct Stores {
  kube::Store<api::Certificate> certificates;
  kube::Store<api::Issuer> issuers;
  kube::Store<api::Issuer> cluster_issuers;
  kube::Store<api::NamePolicy> name_policies;  // of administrators
  kube::Store<api::NamePolicy> kept_names;     // ours
  kube::Store<SecretSeen> secrets;             // ours, by label
  kube::Store<api::Challenge> challenges;      // of the system namespace
  kube::Store<RouteSeen> routes;               // ours, of the system namespace
  kube::Store<SliceSeen> slices;               // of the sidecar's Service

  std::shared_ptr<const api::Issuer> issuer(const std::string& namespace_,
                                            const api::IssuerRef& ref) const {
    return ref.kind == "ClusterIssuer" ? cluster_issuers.get({"", ref.name})
                                       : issuers.get({namespace_, ref.name});
  }

  // Where there may be many.
  void gather() {
    certificates.gather();
    secrets.gather();
  }
};

struct World {
  const base::Clock& clock;
  const RouteTarget target;
  Stores& stores;
  const NameOwners& name_owners;
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
  const bool cluster_issuers;  // are served: not where only some namespaces are
  const bool keep_names = false;
};

}  // namespace controller
