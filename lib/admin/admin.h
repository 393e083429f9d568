// Admin: what both programs show of themselves, on two ports. Neither is a public one.
//
// The admin port answers the probes: /healthz (200 while the process answers), /readyz (200, or 503
// with the reasons, one a line), and /readyz/current (the same, with what is only out of date among
// the reasons). Other paths go to the fallback, or are 404. The metrics port
// answers /metrics (Prometheus text format 0.0.4), and nothing else. Each port has a listener and a
// thread of its own, so that whoever asks for metrics keeps no probe waiting, however often. The
// admin port leads /metrics there, for who scrapes as before there were two.
//
// `missing` returns what is still missing, empty when ready; `stale`, why what is there is too old
// for new work. `look` is called each time that the metrics are made: it may set what is only known
// by looking, and may write metrics of its own. `look` is called on the metrics port's thread, the
// others on the admin port's, and none of them may block.
#pragma once

#include <prometheus/registry.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "http/server.h"

namespace admin {

using Missing = std::function<std::vector<std::string>()>;
using Look = std::function<void(std::ostream& metrics)>;

// A kubelet asks with one connection a probe; a person and a load balancer may ask as well.
inline constexpr std::size_t kProbeConnections = 32;
// Two Prometheus that scrape the same things, and a person. One that does not read what it asked
// for keeps an old text, compressed, until its deadline, so there may be few.
inline constexpr std::size_t kMetricsConnections = 8;

// For the admin port. `metrics_port` is where /metrics is led to.
http::Handler probes(Missing missing, Missing stale, std::uint16_t metrics_port,
                     http::Handler fallback = {});

// For the metrics port. The text is made at most once a second, and all who ask share it; each is
// sent it piece by piece.
http::Handler metrics(std::shared_ptr<prometheus::Registry> registry, Look look,
                      const base::Clock& clock);

// For http::Server's `first`: waits until nothing is missing, for half a second at most. So the
// kubelet's first probe, which comes at once, finds the program ready, and not only the second one,
// which comes a second later.
std::function<void()> until_ready(Missing missing);

// What is shown, and where: each of both as for http::Server.
struct Shown {
  std::string admin_listen;
  std::string metrics_listen;
  std::shared_ptr<prometheus::Registry> registry;
  Missing missing;
  Missing stale = {};
  Look look = {};
  http::Handler fallback = {};
};

// Both ports, until its end. Throws std::runtime_error when it cannot listen on one of them.
class Listeners {
 public:
  Listeners(Shown shown, std::size_t admin_connections, const base::Clock& clock);

  std::uint16_t admin_port() const { return admin_.port(); }
  std::uint16_t metrics_port() const { return metrics_.port(); }

 private:
  const http::Server metrics_;
  const http::Server admin_;
};

}  // namespace admin
