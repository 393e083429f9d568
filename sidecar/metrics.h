// Metrics: every metric of the sidecar, declared in one place. Any thread.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <array>
#include <memory>

#include "sidecar/request.h"

namespace sidecar {

class Metrics {
 public:
  Metrics();
  std::shared_ptr<prometheus::Registry> registry() const { return registry_; }
  void request(Outcome outcome);
  void answers(std::size_t count);
  void synced(bool synced);

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  std::array<prometheus::Counter*, kOutcomes.size()> requests_;  // by Outcome
  prometheus::Gauge& answers_;
  prometheus::Gauge& synced_;
};

}  // namespace sidecar
