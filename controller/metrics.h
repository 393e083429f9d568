// Metrics: every metric of the controller, declared in one place. Names by Prometheus' rules, base
// units; the certificate metrics carry the labels that dashboards know from cert-manager. Any
// thread.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "api/certificate.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "kube/object.h"

namespace controller {

class Metrics {
 public:
  Metrics();

  std::shared_ptr<prometheus::Registry> registry() const { return registry_; }

  // What a Certificate's status says now.
  void show(const api::Certificate& certificate);
  void forget(const kube::ObjectKey& certificate);

  // An issuance ended: reason kIssued, or why it failed; since its order was made.
  void issuance(std::string_view reason, base::Millis duration);
  // One step of decide() was taken.
  void step(std::string_view name);
  void queue_depth(std::size_t keys);
  void watch_synced(const std::string& kind, bool synced);

 private:
  struct Shown {
    prometheus::Gauge* expires;
    prometheus::Gauge* renewal;
    std::map<std::string, prometheus::Gauge*> ready;
    std::map<std::string, std::string> labels;
  };
  Shown add(const api::Certificate& certificate);
  void remove(const Shown& shown);

  std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Gauge>& expires_;
  prometheus::Family<prometheus::Gauge>& renewal_;
  prometheus::Family<prometheus::Gauge>& ready_;
  prometheus::Family<prometheus::Counter>& issuances_;
  prometheus::Family<prometheus::Counter>& steps_;
  prometheus::Histogram& duration_;
  prometheus::Gauge& depth_;
  prometheus::Family<prometheus::Gauge>& synced_;
  base::Guarded<std::map<kube::ObjectKey, Shown>> shown_;
};

}  // namespace controller
