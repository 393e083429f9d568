// Metrics: every metric of the controller that is counted as things happen, declared in one place.
// What a scrape finds by looking, above all every Certificate, is in controller/metrics/scrape.h.
// Names by Prometheus' rules, base units; workqueue_*, rest_client_* and
// leader_election_master_status have the names and labels that dashboards know. No label takes a
// value that a tenant or a CA chooses. Any thread.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "acme/client.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/work_queue.h"
#include "installation/slices.h"
#include "kube_objects/object.h"

namespace controller {

// Since the start, at each issuer; a ClusterIssuer has no namespace.
using OrdersMade = std::map<kube::ObjectKey, double>;

class Metrics {
 public:
  Metrics();

  std::shared_ptr<prometheus::Registry> registry() const { return registry_; }

  // An issuance ended: reason kIssued, or why it failed; since its order was made.
  void issuance(std::string_view reason, base::Millis duration);
  // A stage of an issuance was passed: one of the words of api/reasons.h for logged steps.
  void stage(std::string_view name, base::MonoTime::duration duration);
  // One step of decide() was taken.
  void step(std::string_view name);
  // A look at one name ended: "passes", "warns", "cannot_tell" or "fails", and the problem or "".
  void preflight(std::string_view result, std::string_view problem);
  void order_made(const kube::ObjectKey& issuer);
  void acme(const acme::Exchanged& exchanged);

  // A worker gave a key back; `again`: it is to be looked at once more, after a pause.
  void turn(const base::Turn& turn, bool again);
  void queue(const base::QueueLoad& load);
  void watch_current(const std::string& kind, bool current);
  void replicas(const installation::ReplicaCount& count);
  // This process works: no other one does.
  void leads(bool leads);

  // Without those of issuers that `exists` does not know, which are forgotten.
  OrdersMade orders_made(const std::function<bool(const kube::ObjectKey&)>& exists);

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>& issuances_;
  prometheus::Family<prometheus::Counter>& steps_;
  prometheus::Family<prometheus::Counter>& preflights_;
  prometheus::Histogram& duration_;
  prometheus::Family<prometheus::Histogram>& stages_;
  prometheus::Family<prometheus::Counter>& acme_requests_;
  prometheus::Family<prometheus::Histogram>& acme_duration_;
  prometheus::Gauge& depth_;
  prometheus::Counter& adds_;
  prometheus::Counter& retries_;
  prometheus::Gauge& unfinished_;
  prometheus::Gauge& longest_;
  prometheus::Histogram& waited_;
  prometheus::Histogram& worked_;
  prometheus::Family<prometheus::Gauge>& current_;
  prometheus::Gauge& ready_;
  prometheus::Gauge& not_ready_;
  prometheus::Gauge& leads_;
  base::Guarded<OrdersMade> orders_;
};

}  // namespace controller
