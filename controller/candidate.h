// Candidate: this replica's part in the election of the one that works: of the replicas the one
// that has the Lease, if its installation has the cluster (cluster_claim.h). Both have a connection
// of their own, so that no burst of other requests holds a renewal up. Who serves single namespaces
// has no rights in the cluster, and claims none.
//
// Promises: leads() is false before any other replica may lead. A replica that has lost the Lease
// ends its process: whatever it was in the middle of is in the cluster, and its next life waits its
// turn. With `leader-elect=false` it always leads. Any thread may ask leads().
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "base/clock.h"
#include "controller/cluster_claim.h"
#include "controller/config.h"
#include "kube/events.h"
#include "kube/leadership.h"
#include "kube/rereading_client.h"
#include "metrics/measured_client.h"
#include "metrics/metrics.h"

namespace controller {

class Candidate {
 public:
  Candidate(const Config& config, const kube::Config& found, kube::Token& token, Metrics& metrics);

  bool leads() const;
  // Blocks until we lead; false when stop came first.
  bool wait(std::stop_token stop);
  // Why another installation leads; "" when none does.
  std::string problem() const { return claim_ ? claim_->problem() : ""; }
  // Once no worker works any more.
  void release();

 private:
  const base::BootClock clock_;
  kube::RereadingClient http_;
  MeasuredClient measured_;
  kube::Client client_;
  const kube::ObjectKey lease_;
  kube::EventRecorder events_;
  std::optional<ClusterClaim> claim_;
  std::optional<kube::Leadership> leadership_;
};

}  // namespace controller
