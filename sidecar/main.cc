// sallyport-sidecar: reads its configuration, builds everything, waits for a signal.

#include <malloc.h>

#include <stdexcept>
#include <thread>

#include "admin/admin.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/random_word.h"
#include "base/stop.h"
#include "http/server.h"
#include "kube/config.h"
#include "kube/rereading_client.h"
#include "kube/watch.h"
#include "settings/program.h"
#include "settings/version.h"
#include "sidecar/bounds.h"
#include "sidecar/challenges.h"
#include "sidecar/config.h"
#include "sidecar/metrics.h"
#include "sidecar/reports.h"
#include "sidecar/request.h"
#include "sidecar/stand_aside.h"

namespace {

using namespace sidecar;

// Each Challenge that comes, changes or goes.
auto filling(AnswerTable& table, Metrics& metrics) {
  return [&](const kube::ObjectKey& key, const auto& before, const auto& after) {
    after ? table.put(after) : table.remove(key);
    metrics.answers(table.size());
    base::log_info(after ? "AnswersTaken" : "AnswersDropped",
                   {{"challenge", key.text()},
                    {"answers", std::to_string((after ? after : before)->answers.size())}});
  };
}

http::Handler answering(const FrontDoor& door, AnswerTable& table, const kube::Watch& watch,
                        Metrics& metrics, const std::string& word, const base::Clock& clock) {
  return [&](const http::ServerRequest& request) {
    Answered answered = answer_at(door, request, table, watch.current(), word, clock.wall_now());
    metrics.request(answered.outcome);
    return std::move(answered.response);
  };
}

std::vector<std::string> not_synced(const kube::Watch& watch) {
  return watch.synced() ? std::vector<std::string>{} : std::vector{watch.problem()};
}

admin::Shown shown(const Config& config, const AnswerTable& table, Metrics& metrics,
                   const std::string& word, const kube::Watch& watch, const base::Clock& clock) {
  return {
      .admin_listen = config.admin_listen,
      .metrics_listen = config.metrics_listen,
      .registry = metrics.registry(),
      .missing = [&] { return not_synced(watch); },
      .stale =
          [&] {
            return why_stand_aside(watch.problem(), watch.silence(), table, clock.wall_now());
          },
      .look = [&](std::ostream&) { metrics.synced(watch.current()); },
      .fallback = [&](const http::ServerRequest& request) { return report(request, table, word); }};
}

// What the start needed, when the watch has seen everything once; from then on, what bursts needed.
// It stands beside every ingress, and most of the time nobody asks it anything.
void release_memory(const kube::Watch& watch, std::stop_token stop) {
  while (!watch.synced()) {
    if (!base::sleep_for(base::Millis(50), stop)) return;
  }
  do {
    base::release_unused_memory();
  } while (base::sleep_for(base::Millis(10'000), stop));
}

void run(const settings::Values& values) {
  const auto read = read_config(values);
  if (!read) throw std::runtime_error(read.error());
  const Config& config = *read;
  const http::ServerLimits limits = public_limits();
  const base::SystemClock clock;
  const kube::Config found = kube::find_config(config.kubeconfig, settings::user_agent(kProgram));
  kube::Token token(found, clock);
  kube::RereadingClient http(found, config.kubeconfig, http::make_beast_client);
  kube::Client cluster(http, found, token);
  Metrics metrics;
  const std::string word = "sallyport " + base::random_word();
  AnswerTable table;
  kube::Store<api::Challenge> challenges;
  challenges.on_change(filling(table, metrics));
  // What is not known to be the present state has the CA told to come again.
  kube::WatchTarget target{api::kChallenges, config.system_namespace, ""};
  target.after_failure = kube::AfterFailure::kStartAnew;
  const kube::Watch watch(cluster, target, challenges, read_challenge);
  const http::Server public_server(
      config.listen, limits, answering(config.front_door, table, watch, metrics, word, clock));
  const admin::Listeners listeners(shown(config, table, metrics, word, watch, clock),
                                   kAdminConnections, clock);
  base::log_info("Started", {{"version", settings::version_text(kProgram)},
                             {"server", found.server.text()},
                             {"port", std::to_string(public_server.port())},
                             {"admin-port", std::to_string(listeners.admin_port())},
                             {"metrics-port", std::to_string(listeners.metrics_port())}});
  const std::jthread releasing([&](std::stop_token stop) { release_memory(watch, stop); });
  const int signal = base::wait_for_stop_signal();
  base::log_info("Stopping", {{"signal", std::to_string(signal)}});
}

}  // namespace

int main(int argc, char** argv) {
  mallopt(M_ARENA_MAX, 2);  // few threads, little memory
  base::block_stop_signals();
  return settings::run_program(
      {kProgram, "Answers ACME HTTP-01 challenges on the ingress's port 80 path.", known_settings(),
       run},
      argc, argv);
}
