#include "metrics/metrics.h"

#include "api/reasons.h"
#include "records/labels.h"
#include "settings/version.h"

namespace controller {
namespace {

using Labels = std::map<std::string, std::string>;
using Buckets = prometheus::Histogram::BucketBoundaries;

// From what the CA does within a second to what a person has to help with.
const Buckets kIssuanceBuckets{0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600};
const Buckets kStageBuckets{0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};
const Buckets kRequestBuckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
const Buckets kQueueBuckets{0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 10, 60, 300};

const Labels kQueue{{"name", "sallyport"}};

template <class Build>
auto& family(Build build, prometheus::Registry& registry, const char* name, const char* help) {
  return build().Name(name).Help(help).Register(registry);
}

auto& gauges(prometheus::Registry& registry, const char* name, const char* help) {
  return family(prometheus::BuildGauge, registry, name, help);
}
auto& counters(prometheus::Registry& registry, const char* name, const char* help) {
  return family(prometheus::BuildCounter, registry, name, help);
}
auto& histograms(prometheus::Registry& registry, const char* name, const char* help) {
  return family(prometheus::BuildHistogram, registry, name, help);
}

double seconds(auto duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

Metrics::Metrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      issuances_(counters(*registry_, "sallyport_issuances_total",
                          "Issuances that ended, by reason (Issued, or why not)")),
      steps_(counters(*registry_, "sallyport_steps_total", "Steps taken for Certificates")),
      preflights_(counters(*registry_, "sallyport_preflights_total",
                           "Looks at a name before an order, by result and problem")),
      duration_(histograms(*registry_, "sallyport_issuance_duration_seconds",
                           "From the order made to the Secret written")
                    .Add({}, kIssuanceBuckets)),
      stages_(histograms(*registry_, "sallyport_issuance_stage_duration_seconds",
                         "How long issuances took to pass each stage, since the one before")),
      acme_requests_(counters(*registry_, "sallyport_acme_requests_total",
                              "Requests to CAs, by endpoint and what came of them")),
      acme_duration_(histograms(*registry_, "sallyport_acme_request_duration_seconds",
                                "How long requests to CAs took, whatever came of them")),
      depth_(gauges(*registry_, "workqueue_depth", "Keys that wait for nothing but a worker")
                 .Add(kQueue)),
      adds_(counters(*registry_, "workqueue_adds_total", "Keys that became due").Add(kQueue)),
      retries_(counters(*registry_, "workqueue_retries_total",
                        "Keys that are to be looked at once more after a pause")
                   .Add(kQueue)),
      unfinished_(gauges(*registry_, "workqueue_unfinished_work_seconds",
                         "How long the keys in hand have been worked on, together")
                      .Add(kQueue)),
      longest_(gauges(*registry_, "workqueue_longest_running_processor_seconds",
                      "How long the longest of them has been worked on")
                   .Add(kQueue)),
      waited_(histograms(*registry_, "workqueue_queue_duration_seconds",
                         "How long keys waited for a worker once they were due")
                  .Add(kQueue, kQueueBuckets)),
      worked_(
          histograms(*registry_, "workqueue_work_duration_seconds", "How long keys were worked on")
              .Add(kQueue, kQueueBuckets)),
      current_(gauges(*registry_, "sallyport_watch_synced",
                      "1 while a watch has seen everything and can hear more")),
      ready_(gauges(*registry_, "sallyport_sidecar_replicas",
                    "Replicas of the sidecar in its Service's EndpointSlices")
                 .Add({{"state", "ready"}})),
      not_ready_(
          gauges(*registry_, "sallyport_sidecar_replicas", "").Add({{"state", "not_ready"}})),
      leads_(gauges(*registry_, "leader_election_master_status",
                    "1 while this process is the one that works")
                 .Add({{"name", "sallyport-controller"}})) {
  gauges(*registry_, "sallyport_build_info", "1, for the version of the program and its commit")
      .Add(settings::build_labels(records::kControllerName))
      .Set(1);
  // An increase is only seen of a series that was there before.
  for (const std::string_view reason :
       {api::kIssued, api::kPreflightFailed, api::kOrderFailed, api::kChallengeFailed,
        api::kCertificateRejected, api::kClusterRefused, api::kCaUnreachable, api::kRateLimited,
        api::kPaused, api::kIssuerNotReady, api::kSecretChanged}) {
    issuances_.Add({{"reason", std::string(reason)}});
  }
}

void Metrics::issuance(std::string_view reason, base::Millis duration) {
  issuances_.Add({{"reason", std::string(reason)}}).Increment();
  if (reason == api::kIssued) duration_.Observe(seconds(duration));
}

void Metrics::stage(std::string_view name, base::MonoTime::duration duration) {
  stages_.Add({{"stage", std::string(name)}}, kStageBuckets).Observe(seconds(duration));
}

void Metrics::step(std::string_view name) { steps_.Add({{"step", std::string(name)}}).Increment(); }

void Metrics::preflight(std::string_view result, std::string_view problem) {
  preflights_.Add({{"result", std::string(result)}, {"problem", std::string(problem)}}).Increment();
}

void Metrics::order_made(const kube::ObjectKey& issuer) {
  orders_.with([&](auto& orders) { ++orders[issuer]; });
}

void Metrics::acme(const acme::Exchanged& exchanged) {
  const std::string endpoint(exchanged.endpoint);
  acme_requests_.Add({{"endpoint", endpoint}, {"outcome", std::string(exchanged.outcome)}})
      .Increment();
  acme_duration_.Add({{"endpoint", endpoint}}, kRequestBuckets)
      .Observe(seconds(exchanged.duration));
}

void Metrics::turn(const base::Turn& turn, bool again) {
  waited_.Observe(seconds(turn.waited));
  worked_.Observe(seconds(turn.worked));
  if (again) retries_.Increment();
}

void Metrics::queue(const base::QueueLoad& load) {
  depth_.Set(static_cast<double>(load.due));
  adds_.Increment(static_cast<double>(load.became_due) - adds_.Value());
  unfinished_.Set(seconds(load.unfinished));
  longest_.Set(seconds(load.longest));
}

void Metrics::watch_current(const std::string& kind, bool current) {
  current_.Add({{"kind", kind}}).Set(current ? 1 : 0);
}

void Metrics::replicas(const installation::ReplicaCount& count) {
  ready_.Set(static_cast<double>(count.ready));
  not_ready_.Set(static_cast<double>(count.not_ready));
}

void Metrics::leads(bool leads) { leads_.Set(leads ? 1 : 0); }

OrdersMade Metrics::orders_made(const std::function<bool(const kube::ObjectKey&)>& exists) {
  return orders_.with([&](auto& orders) {
    std::erase_if(orders, [&](const auto& made) { return !exists(made.first); });
    return orders;
  });
}

}  // namespace controller
