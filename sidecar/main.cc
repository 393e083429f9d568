// sallyport-sidecar: reads its configuration, builds everything, waits for a signal.

#include <malloc.h>

#include <cstdio>
#include <exception>
#include <stdexcept>

#include "admin/admin.h"
#include "base/log.h"
#include "base/stop.h"
#include "http/server.h"
#include "kube/config.h"
#include "kube/watch.h"
#include "sidecar/config.h"
#include "sidecar/limits.h"
#include "sidecar/metrics.h"
#include "sidecar/reports.h"
#include "sidecar/request.h"

namespace {

using namespace sidecar;

kube::Config find_cluster(const Config& config) {
  auto cluster = config.kubeconfig.empty() ? kube::in_cluster_config()
                                           : kube::read_kubeconfig(config.kubeconfig);
  if (!cluster) throw std::runtime_error(cluster.error());
  cluster->tls.user_agent = version_text();
  return *std::move(cluster);
}

// Each Challenge that comes, changes or goes.
auto filling(AnswerTable& table, Metrics& metrics) {
  return [&](const kube::ObjectKey& key, const auto&, const auto& after) {
    const std::size_t taken = after ? table.put(after) : 0;
    if (!after) table.remove(key);
    metrics.answers(table.size());
    base::log_info(after ? "AnswersTaken" : "AnswersDropped",
                   {{"challenge", key.text()}, {"answers", std::to_string(taken)}});
  };
}

http::Handler answering(AnswerTable& table, Metrics& metrics, const base::Clock& clock) {
  return [&](const http::ServerRequest& request) {
    Answered answered = answer(request, table, clock.wall_now());
    metrics.request(answered.outcome);
    return std::move(answered.response);
  };
}

http::Handler telling(const AnswerTable& table, Metrics& metrics, const kube::Watch& watch) {
  const auto missing = [&] {
    return watch.synced() ? std::vector<std::string>{}
                          : std::vector<std::string>{"watch of challenges is not synced"};
  };
  const auto reports = [&](const http::ServerRequest& request) { return report(request, table); };
  return [&, inner = admin::handler(metrics.registry(), missing, reports)](const auto& request) {
    metrics.synced(watch.synced());
    return inner(request);
  };
}

void run(const Config& config) {
  const http::ServerLimits limits = public_limits();
  const base::SystemClock clock;
  const kube::Config found = find_cluster(config);
  kube::Token token(found, clock);
  const auto http = http::make_beast_client(found.tls);
  kube::Client cluster(*http, found, token);
  Metrics metrics;
  AnswerTable table;
  kube::Store<api::Challenge> challenges;
  challenges.on_change(filling(table, metrics));
  const kube::Watch watch(cluster, {api::kChallenges, config.system_namespace, ""}, challenges,
                          api::read_challenge);
  const http::Server public_server(config.listen, limits, answering(table, metrics, clock));
  const http::Server admin_server(config.admin_listen, admin_limits(),
                                  telling(table, metrics, watch));
  base::log_info("Started", {{"version", version_text()},
                             {"server", found.server.text()},
                             {"port", std::to_string(public_server.port())},
                             {"admin-port", std::to_string(admin_server.port())}});
  const int signal = base::wait_for_stop_signal();
  base::log_info("Stopping", {{"signal", std::to_string(signal)}});
}

std::string help() {
  return settings::help("sallyport-sidecar",
                        "Answers ACME HTTP-01 challenges on the ingress's port 80 path.",
                        known_settings());
}

void start(int argc, const char* const* argv) {
  const auto values = settings::read(known_settings(), argc, argv);
  if (!values) throw std::runtime_error(values.error());
  if (values->help_asked()) {
    std::fputs(help().c_str(), stdout);
  } else if (values->version_asked()) {
    std::puts(version_text().c_str());
  } else {
    const auto config = read_config(*values);
    if (!config) throw std::runtime_error(config.error());
    if (!base::set_log_level(config->log_level)) {
      throw std::runtime_error("log-level: expected debug, info, warning or error, not " +
                               config->log_level);
    }
    run(*config);
  }
}

}  // namespace

int main(int argc, char** argv) {
  mallopt(M_ARENA_MAX, 2);  // few threads, little memory
  base::block_stop_signals();
  try {
    start(argc, argv);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "sallyport-sidecar: %s\n", e.what());
    return 1;
  }
}
