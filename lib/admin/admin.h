// Admin: what both programs show on their admin port: /healthz (200 while the process answers),
// /readyz (200, or 503 with the reasons, one a line), /metrics (Prometheus text format 0.0.4).
// Never on a public port. Other paths go to the fallback, or are 404.
//
// `missing` returns what is still missing, empty when ready. `look` is called before each answer to
// /metrics: it may set what is only known by looking, and may write metrics of its own. They and
// the fallback are called on the listener's thread and must not block.
#pragma once

#include <prometheus/registry.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "http/server.h"

namespace admin {

using Missing = std::function<std::vector<std::string>()>;
using Look = std::function<void(std::ostream& metrics)>;

// An http::Handler for http::Server.
http::Handler handler(std::shared_ptr<prometheus::Registry> registry, Missing missing,
                      Look look = {}, http::Handler fallback = {});

// For http::Server's `first`: waits until nothing is missing, for half a second at most. So the
// kubelet's first probe, which comes at once, finds the program ready, and not only the second one,
// which comes a second later.
std::function<void()> until_ready(Missing missing);

}  // namespace admin
