// Candidate: this replica's part in the election of the one that works. The Lease has a connection
// of its own, so that no burst of other requests holds its renewal up.
//
// Promises: leads() is false before any other replica may lead. A replica that has lost the Lease
// ends its process: whatever it was in the middle of is in the cluster, and its next life waits its
// turn. With `leader-elect=false` it always leads. Any thread may ask leads().
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "base/clock.h"
#include "controller/config.h"
#include "kube/leadership.h"
#include "kube/rereading_client.h"
#include "metrics/measured_client.h"
#include "metrics/metrics.h"

namespace controller {

class Candidate {
 public:
  Candidate(const Config& config, const kube::Config& found, kube::Token& token, Metrics& metrics);

  bool leads() const { return !leadership_ || leadership_->leads(); }
  // Blocks until we lead; false when stop came first.
  bool wait(std::stop_token stop) const { return !leadership_ || leadership_->wait(stop); }
  // Once no worker works any more.
  void release() {
    if (leadership_) leadership_->release();
  }

 private:
  const base::BootClock clock_;
  kube::RereadingClient http_;
  MeasuredClient measured_;
  kube::Client client_;
  std::optional<kube::Leadership> leadership_;
};

}  // namespace controller
