// Who asks for metrics keeps neither a probe waiting nor the controller.
#include <gtest/gtest.h>

#include "admin/admin.h"
#include "api/preflight.h"
#include "fakes/flood.h"
#include "sidecar/bounds.h"
#include "sidecar/metrics.h"
#include "sidecar/reports.h"

namespace sidecar {
namespace {

using std::chrono::milliseconds;

TEST(MetricsFlood, DF07_ProbesAndQuestionsAreAnsweredAtOnceWhile500ConnectionsAskForMetrics) {
  const base::SystemClock clock;
  const Metrics metrics;
  const AnswerTable table;
  const admin::Listeners listeners(
      {.admin_listen = "127.0.0.1:0",
       .metrics_listen = "127.0.0.1:0",
       .registry = metrics.registry(),
       .missing = [] { return std::vector<std::string>{}; },
       .fallback =
           [&](const http::ServerRequest& request) { return report(request, table, "word"); }},
      kAdminConnections, clock);
  const fakes::Flood flood(listeners.metrics_port(), "/metrics", 500);
  for (const std::string path : {"/healthz", "/readyz", api::kPreflightPath.data()}) {
    const fakes::Probed probed = fakes::probe(listeners.admin_port(), path, 50);
    EXPECT_EQ(probed.good, 50) << path;
    EXPECT_LE(probed.tenth, fakes::patient(milliseconds(100))) << path;
    EXPECT_LE(probed.worst, fakes::patient(milliseconds(1000))) << path << ": kubelet gives up";
  }
  EXPECT_GT(flood.taken(), 1'000U) << "nobody asked for metrics";
}

}  // namespace
}  // namespace sidecar
