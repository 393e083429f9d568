#include "controller/metrics.h"

#include "api/reasons.h"

namespace controller {
namespace {

using Labels = std::map<std::string, std::string>;

prometheus::Family<prometheus::Gauge>& gauges(prometheus::Registry& registry, const char* name,
                                              const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

prometheus::Family<prometheus::Counter>& counters(prometheus::Registry& registry, const char* name,
                                                  const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Histogram& durations(prometheus::Registry& registry) {
  return prometheus::BuildHistogram()
      .Name("sallyport_issuance_duration_seconds")
      .Help("From the order made to the Secret written")
      .Register(registry)
      .Add({}, prometheus::Histogram::BucketBoundaries{0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
                                                       3600});
}

Labels labels_of(const api::Certificate& certificate) {
  return {{"name", certificate.meta.name},
          {"namespace", certificate.meta.namespace_},
          {"issuer_name", certificate.spec.issuer.name},
          {"issuer_kind", certificate.spec.issuer.kind},
          {"issuer_group", std::string(api::kGroup)}};
}

double unix_seconds(const std::optional<base::WallTime>& time) {
  return time ? std::chrono::duration<double>(time->time_since_epoch()).count() : 0;
}

}  // namespace

Metrics::Metrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      expires_(gauges(*registry_, "sallyport_certificate_expiration_timestamp_seconds",
                      "When the certificate in the Secret ends, 0 when there is none")),
      renewal_(gauges(*registry_, "sallyport_certificate_renewal_timestamp_seconds",
                      "When the certificate is to be renewed, 0 when there is none")),
      ready_(gauges(*registry_, "sallyport_certificate_ready_status",
                    "1 for the status that the Ready condition has")),
      issuances_(counters(*registry_, "sallyport_issuances_total",
                          "Issuances that ended, by reason (Issued, or why not)")),
      steps_(counters(*registry_, "sallyport_steps_total", "Steps taken for Certificates")),
      duration_(durations(*registry_)),
      depth_(gauges(*registry_, "workqueue_depth", "Keys that wait, due or not")
                 .Add({{"name", "certificates"}})),
      synced_(gauges(*registry_, "sallyport_watch_synced", "1 once a watch has seen everything")) {}

void Metrics::show(const api::Certificate& certificate) {
  const kube::Condition* ready = kube::find_condition(certificate.status.conditions, api::kReady);
  const std::string now = ready == nullptr ? "Unknown" : ready->status;
  shown_.with([&](auto& all) {
    auto found = all.find(certificate.meta.key());
    if (found != all.end() && found->second.labels != labels_of(certificate)) {
      remove(found->second);
      all.erase(found);
      found = all.end();
    }
    if (found == all.end()) found = all.emplace(certificate.meta.key(), add(certificate)).first;
    found->second.expires->Set(unix_seconds(certificate.status.not_after));
    found->second.renewal->Set(unix_seconds(certificate.status.renewal_time));
    for (auto& [status, gauge] : found->second.ready) gauge->Set(status == now ? 1 : 0);
  });
}

void Metrics::forget(const kube::ObjectKey& certificate) {
  shown_.with([&](auto& all) {
    const auto found = all.find(certificate);
    if (found == all.end()) return;
    remove(found->second);
    all.erase(found);
  });
}

void Metrics::issuance(std::string_view reason, base::Millis duration) {
  issuances_.Add({{"reason", std::string(reason)}}).Increment();
  if (reason == api::kIssued) duration_.Observe(std::chrono::duration<double>(duration).count());
}

void Metrics::step(std::string_view name) { steps_.Add({{"step", std::string(name)}}).Increment(); }

void Metrics::queue_depth(std::size_t keys) { depth_.Set(static_cast<double>(keys)); }

void Metrics::watch_synced(const std::string& kind, bool synced) {
  synced_.Add({{"kind", kind}}).Set(synced ? 1 : 0);
}

Metrics::Shown Metrics::add(const api::Certificate& certificate) {
  const Labels labels = labels_of(certificate);
  Shown shown{&expires_.Add(labels), &renewal_.Add(labels), {}, labels};
  for (const char* status : {"True", "False", "Unknown"}) {
    Labels with_status = labels;
    with_status["condition"] = status;
    shown.ready[status] = &ready_.Add(with_status);
  }
  return shown;
}

void Metrics::remove(const Shown& shown) {
  expires_.Remove(shown.expires);
  renewal_.Remove(shown.renewal);
  for (const auto& [status, gauge] : shown.ready) ready_.Remove(gauge);
}

}  // namespace controller
