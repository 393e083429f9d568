// sallyport-controller: reads its configuration, builds everything, waits for a signal.

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "admin/admin.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/stop.h"
#include "controller/candidate.h"
#include "controller/config.h"
#include "controller/leading_client.h"
#include "controller/run.h"
#include "controller/triggers.h"
#include "dns/resolver.h"
#include "http/client.h"
#include "http/proxies.h"
#include "installation/check.h"
#include "kube/config.h"
#include "kube/rereading_client.h"
#include "kube/watch.h"
#include "metrics/measured_client.h"
#include "metrics/scrape.h"
#include "pass/order_budget.h"
#include "preflight/validator.h"
#include "reach/known_places.h"
#include "records/labels.h"
#include "settings/program.h"
#include "settings/version.h"

namespace {

using namespace controller;

constexpr int kMostSpareWorkers = 64;
constexpr int kKeyThreads = 2;  // RSA: as many at a time

// Keys are in this memory: no core file, no ptrace by another process of the user.
void protect_memory() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

std::string host_name() {
  char name[128] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

// Where the API server is: as we are told, and as every pod is told.
std::vector<http::Url> api_servers(const kube::Config& found) {
  std::vector<http::Url> all{found.server};
  const auto told = http::parse_url(kube::in_cluster_url());
  if (told && *told != found.server) all.push_back(*told);
  return all;
}

// Every watch, by the kind it follows.
std::vector<std::unique_ptr<kube::Watch>> start_watches(kube::Client& client, Stores& stores,
                                                        const Config& config) {
  const std::string& home = config.system_namespace;
  const bool everywhere = config.watch_namespaces.empty();
  const std::string owned(records::kOwnedSelector);
  std::vector<std::unique_ptr<kube::Watch>> watches;
  const auto start = [&](kube::WatchTarget target, auto& store, auto decode) {
    watches.push_back(std::make_unique<kube::Watch>(client, std::move(target), store, decode));
  };
  const std::vector<std::string> served =
      everywhere ? std::vector<std::string>{""} : config.watch_namespaces;
  for (const std::string& each : served) {
    start({api::kIssuers, each, ""}, stores.issuers, api::read_issuer);
    start({kube::kSecrets, each, owned}, stores.secrets, records::read_secret);
    start({api::kCertificates, each, ""}, stores.certificates, api::read_certificate);
    if (config.edit_ingresses && config.annotations) {
      watches.push_back(std::make_unique<kube::Watch>(
          client, kube::WatchTarget{kube::kIngresses, each, ""}, stores.user_ingresses,
          read_user_ingress, stores.annotated_ingresses, read_annotated_ingress));
    } else if (config.edit_ingresses) {
      start({kube::kIngresses, each, ""}, stores.user_ingresses, read_user_ingress);
    } else if (config.annotations) {
      start({kube::kIngresses, each, ""}, stores.annotated_ingresses, read_annotated_ingress);
    }
    if (config.edit_ingresses) {
      start({kServices, each, owned}, stores.doors, read_door);
      start({kube::kEndpointSlices, each, owned}, stores.door_slices, read_door_slice);
    }
    if (!config.annotations) continue;
    start({api::kGateways, each, "", kube::MayBeAbsent::kYes}, stores.annotated_gateways,
          read_annotated_gateway);
    start({api::kListenerSets, each, "", kube::MayBeAbsent::kYes}, stores.annotated_listener_sets,
          read_annotated_listener_set);
  }
  if (everywhere) {
    start({api::kClusterIssuers, "", ""}, stores.cluster_issuers, api::read_cluster_issuer);
    start({api::kNamePolicies, "", ""}, stores.name_policies, api::read_name_policy);
  }
  start({api::kNameClaims, home, ""}, stores.name_claims, api::read_name_claim);
  start({api::kChallenges, home, ""}, stores.challenges, api::read_challenge);
  start({kube::kIngresses, home, owned}, stores.ingresses, read_ingress);
  start({api::kHttpRoutes, home, owned, kube::MayBeAbsent::kYes}, stores.http_routes,
        read_http_route);
  for (const auto& [each, names] : sidecar_services(config)) {
    start({kube::kEndpointSlices, each, installation::slices_of(names)}, stores.slices,
          installation::read_slice);
  }
  return watches;
}

std::vector<std::string> problems(const std::vector<std::unique_ptr<kube::Watch>>& watches) {
  std::vector<std::string> all;
  for (const auto& watch : watches) {
    if (std::string problem = watch->problem(); !problem.empty()) all.push_back(std::move(problem));
  }
  return all;
}

// What of the metrics is only known by looking.
void look(const Stores& stores, const Queue& queue,
          const std::vector<std::unique_ptr<kube::Watch>>& watches, Metrics& metrics) {
  metrics.queue(queue.load());
  metrics.replicas(installation::count_replicas(stores.slices));
  std::map<std::string, bool> current;  // by kind, over all namespaces
  for (const auto& watch : watches) {
    const auto [kind, fresh] = current.try_emplace(watch->name(), true);
    kind->second = kind->second && watch->current();
  }
  for (const auto& [kind, all] : current) metrics.watch_current(kind, all);
}

bool wait_until_synced(const std::vector<std::unique_ptr<kube::Watch>>& watches,
                       const Stores& stores, std::stop_token stop) {
  while (!std::ranges::all_of(watches, [](const auto& watch) { return watch->synced(); })) {
    if (!base::sleep_for(base::Millis(10), stop)) return false;
  }
  base::log_info("Synced", {{"certificates", std::to_string(stores.certificates.size())}});
  return true;
}

// Most of the time there is nothing to do, or another one leads: what a burst needed is given back.
void give_back(Stores& stores, std::stop_token stop) {
  do {
    stores.gather();
    base::release_unused_memory();
  } while (base::sleep_for(base::Seconds(10), stop));
}

// In place of those that wait for a CA which does not answer.
int spare_workers(const Config& config) { return std::min(2 * config.workers, kMostSpareWorkers); }

// Works until stop: that ends the workers, for whom the end of this waits.
void work_as_leader(Queue& queue, World& world, const Config& config, std::stop_token stop) {
  world.name_owners.adopt();
  add_leftovers(world.stores, queue);
  queue.defer_due(by_urgency(world.stores));
  note_certificates(world);
  Issuers issuers(world.issuer_desk());
  const lifecycle::Policy policy{config.answer_grace};
  world.metrics.leads(true);
  std::vector<std::jthread> workers;
  for (int i = 0; i < config.workers + spare_workers(config); ++i) {
    workers.emplace_back([&] { work(queue, world, issuers, policy, stop); });
  }
}

// Nothing is looked at before everything has been seen once; whoever waits for the Lease keeps that
// up to date meanwhile.
void work_when_leading(const std::vector<std::unique_ptr<kube::Watch>>& watches, Queue& queue,
                       World& world, const Config& config, Candidate& candidate,
                       std::stop_token stop) {
  if (!wait_until_synced(watches, world.stores, stop)) return;
  const std::jthread keeper([&](std::stop_token end) { give_back(world.stores, end); });
  if (!candidate.wait(stop)) return;
  work_as_leader(queue, world, config, stop);
  candidate.release();
}

// A worker may be making a large RSA key, which nothing can interrupt. All that matters is in the
// cluster, so the next start goes on from there.
void end_within(base::Millis patience) {
  std::thread([patience] {
    std::this_thread::sleep_for(patience);
    base::log_warning("StoppedInAStep");
    http::finish_process(0);
  }).detach();
}

Config checked_config(const settings::Values& values) {
  auto config = read_config(values);
  if (!config) throw std::runtime_error(config.error());
  if (config->identity.empty()) config->identity = host_name();
  return *std::move(config);
}

// Told by the environment, as every program is.
std::shared_ptr<const http::Proxies> found_proxies() {
  auto found = http::Proxies::read(std::getenv);
  if (!found) throw std::runtime_error(found.error());
  return std::make_shared<http::Proxies>(*std::move(found));
}

// Each worker may have a call to the API server under way, beside those of the other threads.
kube::Config found_config(const Config& config) {
  kube::Config found =
      kube::find_config(config.kubeconfig, settings::user_agent(records::kControllerName));
  found.tls.at_once += config.workers + spare_workers(config);
  return found;
}

// All that works together, in the order in which it is built.
struct Parts {
  const Config& config;
  const base::SystemClock clock{};
  const std::shared_ptr<const http::Proxies> proxies = found_proxies();  // for CAs alone
  const kube::Config found = found_config(config);
  kube::Token token{found, clock};
  kube::RereadingClient api_http{found, config.kubeconfig, http::make_api_client};
  const std::unique_ptr<http::Client> plain_http = http::make_beast_client({});
  Stores stores{};
  KnownPlaces known_places{api_servers(found), stores.slices, clock};
  const preflight::Fence fence = config.fence.around([this] { return known_places.all(); });
  names::NameOwners name_owners{stores.certificates, stores.name_policies, stores.name_claims,
                                config.system_namespace, clock};
  Metrics metrics{};
  MeasuredClient measured_http{api_http, clock, *metrics.registry()};
  Candidate candidate{config, found, token, metrics};
  const LeadingClient::Leads leads = [this] { return candidate.leads(); };
  LeadingClient leading_http{measured_http, leads};
  kube::Client cluster{leading_http, found, token};
  ProgressBook progress{};
  SecretLooks secret_looks{};
  RouteDesk route_desk{clock};
  EditDesk edit_desk{clock};
  AnnotationDesk annotation_desk{};
  PendingKeys pending_keys{};
  AnswerBudget answer_budget{};
  // Of the workers one namespace may have three quarters, and one whose CA is slow a quarter.
  Queue queue{clock,
              {.at_once = config.workers,
               .most_of_a_group = std::max(1, config.workers * 3 / 4),
               .most_of_a_slow_group = std::max(1, config.workers / 4)}};
  KeyMaker key_maker{kKeyThreads, [this](const kube::ObjectKey& certificate) {
                       queue.add({WorkKey::Kind::kCertificate, certificate});
                     }};
  RenewalPolls renewal_polls{};
  Outages outages{};
  limits::Ledger ledger{};
  Seals seals{cluster, config.system_namespace};
  Accounts accounts{cluster,
                    clock,
                    config.system_namespace,
                    [this](const acme::Exchanged& exchanged) { metrics.acme(exchanged); },
                    fence,
                    [this](http::ClientOptions options) {
                      options.proxies = proxies;
                      return std::make_unique<LeadingClient>(
                          http::make_beast_client(std::move(options)), leads);
                    }};
  Replicas replicas{*plain_http, stores.slices, clock};
  const dns::Resolver resolver{config.dns_servers, clock};
  const preflight::Validator validator{resolver, clock, fence};
  Preflights preflights{validator, clock, [this](const kube::ObjectKey& certificate) {
                          queue.add({WorkKey::Kind::kCertificate, certificate});
                        }};
  kube::EventRecorder events{cluster, clock, "sallyport.dev/controller", config.identity};
  World world{.clock = clock,
              .target = {config.system_namespace, config.sidecar_service, config.edit_ingresses},
              .stores = stores,
              .name_owners = name_owners,
              .cluster = cluster,
              .events = events,
              .accounts = accounts,
              .replicas = replicas,
              .preflights = preflights,
              .progress = progress,
              .secret_looks = secret_looks,
              .route_desk = route_desk,
              .edit_desk = edit_desk,
              .annotation_desk = annotation_desk,
              .heeded_annotations = config.heeded_annotations,
              .pending_keys = pending_keys,
              .answer_budget = answer_budget,
              .renewal_polls = renewal_polls,
              .outages = outages,
              .ledger = ledger,
              .key_maker = key_maker,
              .metrics = metrics,
              .seals = seals,
              .watch_namespaces = config.watch_namespaces};
};

void run(const settings::Values& values) {
  const Config config = checked_config(values);
  Parts parts{config};
  connect_triggers(parts.stores, parts.name_owners, parts.answer_budget, parts.route_desk,
                   parts.annotation_desk, parts.queue);
  const auto watches = start_watches(parts.cluster, parts.stores, config);
  const auto missing = [&] {
    auto all = problems(watches);
    if (std::string other = parts.candidate.problem(); !other.empty()) all.push_back(other);
    return all;
  };
  const auto looking = [&](std::ostream& out) {
    look(parts.stores, parts.queue, watches, parts.metrics);
    if (parts.leads())
      scrape(out, parts.stores, parts.ledger, parts.metrics, parts.clock.wall_now());
  };
  const admin::Listeners listeners({.admin_listen = config.admin_listen,
                                    .metrics_listen = config.metrics_listen,
                                    .registry = parts.metrics.registry(),
                                    .missing = missing,
                                    .look = looking},
                                   admin::kProbeConnections, parts.clock);
  base::log_info("Started", {{"version", settings::version_text(records::kControllerName)},
                             {"server", parts.found.server.text()},
                             {"admin-port", std::to_string(listeners.admin_port())},
                             {"metrics-port", std::to_string(listeners.metrics_port())}});
  if (const std::string proxy = parts.proxies->text(); !proxy.empty())
    base::log_info("CasAskedThroughProxy", {{"proxy", proxy}});
  const std::jthread works([&](std::stop_token stop) {
    work_when_leading(watches, parts.queue, parts.world, config, parts.candidate, stop);
  });
  const int signal = base::wait_for_stop_signal();
  base::log_info("Stopping", {{"signal", std::to_string(signal)}});
  end_within(base::Millis(1500));
}

// `sallyport-controller check`: one line for each thing that the controller needs.
void check(const settings::Values& values) {
  const Config config = checked_config(values);
  const base::SystemClock clock;
  const kube::Config found =
      kube::find_config(config.kubeconfig, settings::user_agent(records::kControllerName));
  kube::Token token(found, clock);
  const auto api_http = http::make_api_client(found.tls);
  const auto plain_http = http::make_beast_client({});
  kube::Client cluster(*api_http, found, token);
  const installation::Installation wanted{config.system_namespace, config.watch_namespaces,
                                          sidecar_services(config), config.annotations,
                                          config.edit_ingresses};
  const auto findings = installation::check_installation(cluster, *plain_http, wanted, {});
  std::size_t failed = 0;
  for (const installation::Finding& finding : findings) {
    if (!finding.problem.empty()) ++failed;
    std::printf("%-6s  %s%s%s\n", finding.problem.empty() ? "ok" : "FAILED", finding.what.c_str(),
                finding.problem.empty() ? "" : ": ", finding.problem.c_str());
  }
  std::fflush(stdout);
  if (failed > 0) {
    throw std::runtime_error(std::to_string(failed) + " of " + std::to_string(findings.size()) +
                             " checks failed");
  }
}

}  // namespace

int main(int argc, char** argv) {
  http::prepare_process();
  if (argc > 1 && std::strcmp(argv[1], "check") == 0) {
    protect_memory();
    http::finish_process(settings::run_program(
        {"sallyport-controller check",
         "Looks whether everything is there that the controller needs.", known_settings(), check},
        argc - 1, argv + 1));
  }
  base::block_stop_signals();
  protect_memory();
  http::finish_process(settings::run_program(
      {records::kControllerName,
       "Gets TLS certificates for Certificate objects by ACME HTTP-01. With `check` as the first "
       "argument it looks whether everything is there that it needs, and ends.",
       known_settings(), run},
      argc, argv));
}
