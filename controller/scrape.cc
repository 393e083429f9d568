#include "controller/scrape.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>

#include "api/reasons.h"

namespace controller {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using Labels = std::vector<ClientMetric::Label>;

constexpr std::array<std::string_view, 3> kConditions = {"True", "False", "Unknown"};

class Family {
 public:
  Family(const char* name, const char* help, prometheus::MetricType type) {
    family_.name = name;
    family_.help = help;
    family_.type = type;
  }
  void add(Labels labels, double value) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.gauge.value = value;
    metric.counter.value = value;
    family_.metric.push_back(std::move(metric));
  }
  // One family at a time, since all Certificates together are much.
  void write(std::ostream& out) const {
    if (!family_.metric.empty()) prometheus::TextSerializer().Serialize(out, {family_});
  }

 private:
  MetricFamily family_;
};

Family gauges(const char* name, const char* help) {
  return {name, help, prometheus::MetricType::Gauge};
}

double unix_seconds(base::WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

Labels labels_of(const api::Certificate& certificate) {
  return {{"name", certificate.meta.name},
          {"namespace", certificate.meta.namespace_},
          {"issuer_name", certificate.spec.issuer.name},
          {"issuer_kind", certificate.spec.issuer.kind},
          {"issuer_group", std::string(api::kGroup)}};
}

void add_ready(Family& family, const Labels& labels, const std::vector<kube::Condition>& all) {
  const kube::Condition* ready = kube::find_condition(all, api::kReady);
  const std::string_view now = ready == nullptr ? kConditions.back() : ready->status;
  for (const std::string_view condition : kConditions) {
    Labels with_condition = labels;
    with_condition.push_back({"condition", std::string(condition)});
    family.add(std::move(with_condition), now == condition ? 1 : 0);
  }
}

using Certificates = std::vector<std::shared_ptr<const api::Certificate>>;
using Time = std::optional<base::WallTime> api::CertificateStatus::*;

void write_times(std::ostream& out, const Certificates& all, const char* name, const char* help,
                 Time time) {
  Family family = gauges(name, help);
  for (const auto& certificate : all) {
    const auto& when = certificate->status.*time;
    if (when) family.add(labels_of(*certificate), unix_seconds(*when));
  }
  family.write(out);
}

void write_certificates(std::ostream& out, const Certificates& all) {
  Family ready =
      gauges("sallyport_certificate_ready_status", "1 for the status that the Ready condition has");
  Family attempts = gauges("sallyport_certificate_failed_attempts",
                           "Attempts that failed since the last success");
  Family missing = gauges("sallyport_certificate_names_left_out",
                          "Names that the CA refused, of a Certificate that does without them");
  for (const auto& certificate : all) {
    add_ready(ready, labels_of(*certificate), certificate->status.conditions);
    const auto& failure = certificate->status.failure;
    attempts.add(labels_of(*certificate), failure ? failure->attempts : 0);
    if (!certificate->spec.allow_subset) continue;
    missing.add(labels_of(*certificate),
                static_cast<double>(certificate->status.refused_names.size()));
  }
  ready.write(out);
  attempts.write(out);
  missing.write(out);
  write_times(out, all, "sallyport_certificate_not_before_timestamp_seconds",
              "When the certificate in the Secret begins", &api::CertificateStatus::not_before);
  write_times(out, all, "sallyport_certificate_expiration_timestamp_seconds",
              "When the certificate in the Secret ends", &api::CertificateStatus::not_after);
  write_times(out, all, "sallyport_certificate_renewal_timestamp_seconds",
              "When the certificate is to be renewed", &api::CertificateStatus::renewal_time);
}

void write_issuers(std::ostream& out, const Stores& stores) {
  Family issuers =
      gauges("sallyport_issuer_ready_status", "1 for the status that the Ready condition has");
  for (const auto& issuer : stores.issuers.all()) {
    add_ready(issuers, {{"name", issuer->meta.name}, {"namespace", issuer->meta.namespace_}},
              issuer->status.conditions);
  }
  issuers.write(out);
  Family cluster_issuers = gauges("sallyport_clusterissuer_ready_status",
                                  "1 for the status that the Ready condition has");
  for (const auto& issuer : stores.cluster_issuers.all()) {
    add_ready(cluster_issuers, {{"name", issuer->meta.name}}, issuer->status.conditions);
  }
  cluster_issuers.write(out);
}

Labels issuer_labels(const kube::ObjectKey& issuer) {
  Labels labels{{"issuer_kind", issuer.namespace_.empty() ? "ClusterIssuer" : "Issuer"},
                {"issuer_name", issuer.name}};
  if (!issuer.namespace_.empty()) labels.push_back({"namespace", issuer.namespace_});
  return labels;
}

// By the statuses of the Certificates, so that it is still known after a restart.
void write_rate_limits(std::ostream& out, const Stores& stores, const Certificates& all) {
  std::map<kube::ObjectKey, base::WallTime> until;
  for (const auto& certificate : all) {
    const auto& failure = certificate->status.failure;
    if (!failure || failure->reason != api::kRateLimited) continue;
    const auto issuer = stores.issuer(certificate->meta.namespace_, certificate->asked_last());
    if (!issuer) continue;
    base::WallTime& latest = until[issuer->meta.key()];
    latest = std::max(latest, failure->next_try);
  }
  Family family = gauges("sallyport_issuer_rate_limited_until_timestamp_seconds",
                         "Until when a Certificate waits since the CA's limit is reached");
  for (const auto& [issuer, time] : until) family.add(issuer_labels(issuer), unix_seconds(time));
  family.write(out);
}

// An increase is only seen of a series that was there before: each issuer has one from the start.
void write_orders(std::ostream& out, const Stores& stores, Metrics& metrics) {
  OrdersMade orders;
  for (const auto& issuer : stores.issuers.all()) orders[issuer->meta.key()] = 0;
  for (const auto& issuer : stores.cluster_issuers.all()) orders[issuer->meta.key()] = 0;
  const auto exists = [&](const kube::ObjectKey& issuer) { return orders.contains(issuer); };
  for (const auto& [issuer, made] : metrics.orders_made(exists)) orders[issuer] = made;
  Family family{"sallyport_issuer_orders_total", "Orders made at an issuer's CA",
                prometheus::MetricType::Counter};
  for (const auto& [issuer, made] : orders) family.add(issuer_labels(issuer), made);
  family.write(out);
}

}  // namespace

void scrape(std::ostream& out, const Stores& stores, Metrics& metrics) {
  const Certificates all = stores.certificates.all();
  write_certificates(out, all);
  write_issuers(out, stores);
  write_rate_limits(out, stores, all);
  write_orders(out, stores, metrics);
}

}  // namespace controller
