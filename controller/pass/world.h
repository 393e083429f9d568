// World: all that the controller's workers share: what the watches have told us, and the ways to
// act. Built once in main, destroyed after every thread has ended.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "annotated/annotation_desk.h"
#include "annotated/annotations.h"
#include "base/clock.h"
#include "issuers/accounts.h"
#include "issuers/issuer_desk.h"
#include "issuers/seals.h"
#include "kube/client.h"
#include "kube/events.h"
#include "limits/ledger.h"
#include "metrics/metrics.h"
#include "names/name_owners.h"
#include "pacing/outages.h"
#include "pacing/renewal_polls.h"
#include "pass/answer_budget.h"
#include "pass/key_maker.h"
#include "pass/pending_keys.h"
#include "pass/progress.h"
#include "pass/secret_looks.h"
#include "reach/preflights.h"
#include "reach/replicas.h"
#include "routes/edit_desk.h"
#include "routes/route_desk.h"
#include "routes/wanted.h"
#include "stores/stores.h"

namespace controller {

struct World {
  const base::Clock& clock;
  const RouteTarget target;
  Stores& stores;
  names::NameOwners& name_owners;
  kube::Client& cluster;
  kube::EventRecorder& events;
  Accounts& accounts;
  Replicas& replicas;
  Preflights& preflights;
  ProgressBook& progress;
  SecretLooks& secret_looks;
  RouteDesk& route_desk;
  EditDesk& edit_desk;
  AnnotationDesk& annotation_desk;
  const HeededAnnotations heeded_annotations{};
  PendingKeys& pending_keys;
  AnswerBudget& answer_budget;
  RenewalPolls& renewal_polls;
  Outages& outages;
  limits::Ledger& ledger;
  KeyMaker& key_maker;
  Metrics& metrics;
  Seals& seals;
  const std::vector<std::string> watch_namespaces;  // sorted; empty for all, and ClusterIssuers

  IssuerDesk issuer_desk() const {
    return {clock,
            stores,
            cluster,
            accounts,
            seals,
            events,
            [&book = progress](const auto& certificate) { return book.proves_names(certificate); }};
  }
  bool serves(const std::string& namespace_) const {
    return watch_namespaces.empty() || std::ranges::binary_search(watch_namespaces, namespace_);
  }
};

}  // namespace controller
