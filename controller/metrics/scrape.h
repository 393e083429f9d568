// scrape(): the metrics of every Certificate and issuer, from the stores and the ledger as they
// stand: nothing of one that is gone is left, and nothing is held between scrapes. The labels of a
// Certificate are those that dashboards know from cert-manager. What does not exist has no series:
// a Certificate that was never issued has no expiration. Any thread.
#pragma once

#include <ostream>

#include "base/clock.h"
#include "limits/ledger.h"
#include "metrics/metrics.h"
#include "stores/stores.h"

namespace controller {

// In Prometheus' text format.
void scrape(std::ostream& out, const Stores& stores, const limits::Ledger& ledger, Metrics& metrics,
            base::WallTime now);

}  // namespace controller
