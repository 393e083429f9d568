// Who asks for metrics keeps no probe waiting.
#include <gtest/gtest.h>

#include <thread>

#include "admin/admin.h"
#include "fakes/flood.h"
#include "fakes/observed_builder.h"
#include "metrics/scrape.h"

namespace controller {
namespace {

using std::chrono::milliseconds;

void fill(Stores& stores, int certificates) {
  api::Certificate one = *fakes::ObservedBuilder().build().certificate;
  one.status.not_after = one.status.not_before = one.status.renewal_time = fakes::kToday;
  for (int i = 0; i < certificates; ++i) {
    one.meta.name = "web-" + std::to_string(i);
    one.meta.resource_version = std::to_string(i + 1);
    stores.certificates.put(one);
  }
}

TEST(MetricsFlood, DF07_ProbesAreAnsweredAtOnceWhile500ConnectionsAskForMetrics) {
  const base::SystemClock clock;
  Stores stores;
  fill(stores, 2000);
  const limits::Ledger ledger;
  Metrics metrics;
  const admin::Listeners listeners(
      {.admin_listen = "127.0.0.1:0",
       .metrics_listen = "127.0.0.1:0",
       .registry = metrics.registry(),
       .missing = [] { return std::vector<std::string>{}; },
       .look = [&](std::ostream& out) { scrape(out, stores, ledger, metrics, clock.wall_now()); }},
      admin::kProbeConnections, clock);
  const fakes::Flood flood(listeners.metrics_port(), "/metrics", 500);
  for (const char* path : {"/healthz", "/readyz"}) {
    const fakes::Probed probed = fakes::probe(listeners.admin_port(), path, 50);
    EXPECT_EQ(probed.good, 50) << path;
    EXPECT_LE(probed.tenth, fakes::patient(milliseconds(100))) << path;
    EXPECT_LE(probed.worst, fakes::patient(milliseconds(1000))) << path << ": kubelet gives up";
  }
  constexpr std::uint64_t kMuch = 1'000'000;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (flood.taken() <= kMuch && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(milliseconds(10));
  EXPECT_GT(flood.taken(), kMuch) << "nobody asked for metrics";
}

}  // namespace
}  // namespace controller
