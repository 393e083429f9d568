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

void fill_table(kube::Store<api::Challenge>& store, AnswerTable& table, Metrics& metrics) {
  store.on_change([&](const kube::ObjectKey& key, const auto&, const auto& after) {
    after ? table.put(after) : table.remove(key);
    metrics.answers(table.size());
    base::log_info(after ? "AnswersTaken" : "AnswersDropped", {{"challenge", key.text()}});
  });
}

void run(const Config& config) {
  const base::SystemClock clock;
  const kube::Config found = find_cluster(config);
  kube::Token token(found, clock);
  const auto http = http::make_beast_client(found.tls);
  kube::Client cluster(*http, found, token);
  Metrics metrics;
  AnswerTable table;
  kube::Store<api::Challenge> challenges;
  fill_table(challenges, table, metrics);
  const kube::Watch watch(cluster, {api::kChallenges, config.system_namespace, ""}, challenges,
                          api::read_challenge);
  const http::Server public_server(config.listen, {}, [&](const http::ServerRequest& request) {
    Answered answered = answer(request, table, clock.wall_now());
    metrics.request(answered.outcome);
    return std::move(answered.response);
  });
  const auto missing = [&] {
    metrics.synced(watch.synced());
    return watch.synced() ? std::vector<std::string>{}
                          : std::vector<std::string>{"watch of challenges is not synced"};
  };
  const http::Server admin_server(
      config.admin_listen, {},
      admin::handler(metrics.registry(), missing,
                     [&](const http::ServerRequest& request) { return report(request, table); }));
  base::log_info("Started", {{"version", version_text()},
                             {"server", found.server.text()},
                             {"port", std::to_string(public_server.port())}});
  const int signal = base::wait_for_stop_signal();
  base::log_info("Stopping", {{"signal", std::to_string(signal)}});
}

int start(int argc, const char* const* argv) {
  const auto values = settings::read(known_settings(), argc, argv);
  if (!values) throw std::runtime_error(values.error());
  if (values->help_asked()) {
    std::puts(settings::help("sallyport-sidecar",
                             "Answers ACME HTTP-01 challenges on the ingress's port 80 path.",
                             known_settings())
                  .c_str());
    return 0;
  }
  if (values->version_asked()) return std::puts(version_text().c_str()), 0;
  const auto config = read_config(*values);
  if (!config) throw std::runtime_error(config.error());
  if (!base::set_log_level(config->log_level)) {
    throw std::runtime_error("log-level: expected debug, info, warning or error, not " +
                             config->log_level);
  }
  run(*config);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  mallopt(M_ARENA_MAX, 2);  // few threads, little memory
  base::block_stop_signals();
  try {
    return start(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "sallyport-sidecar: %s\n", e.what());
    return 1;
  }
}
