#include "metrics/scrape.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "api/issuer.h"
#include "api/reasons.h"
#include "pacing/counted.h"

namespace controller {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using RowLabels = std::vector<ClientMetric::Label>;

constexpr std::array<std::string_view, 3> kConditions = {"True", "False", "Unknown"};

// Written in parts, since the metrics of all Certificates together are much. One at a time: the
// next begins when the one before has ended.
class Family {
 public:
  Family(std::ostream& out, const char* name, const char* help, prometheus::MetricType type)
      : out_(out) {
    family_.name = name;
    family_.help = help;
    family_.type = type;
  }
  Family(const Family&) = delete;
  ~Family() { write(); }
  void add(RowLabels labels, double value) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.gauge.value = value;
    metric.counter.value = value;
    family_.metric.push_back(std::move(metric));
    if (family_.metric.size() == kMost) write();
  }

 private:
  static constexpr std::size_t kMost = 500;

  // The lines with the family's help and type come once.
  void write() {
    if (family_.metric.empty()) return;
    const std::string text = prometheus::TextSerializer().Serialize({family_});
    out_ << std::string_view(text).substr(std::exchange(head_written_, true) ? head_of(text) : 0);
    family_.metric.clear();
  }
  static std::size_t head_of(const std::string& text) {
    std::size_t end = 0;
    while (text[end] == '#') end = text.find('\n', end) + 1;
    return end;
  }

  std::ostream& out_;
  MetricFamily family_;
  bool head_written_ = false;
};

Family gauges(std::ostream& out, const char* name, const char* help) {
  return {out, name, help, prometheus::MetricType::Gauge};
}

double unix_seconds(base::WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

// What the metrics of a Certificate are made of, so that it is unpacked once for them all.
struct Row {
  kube::ObjectKey key;
  api::IssuerRef issuer;
  std::string ready;
  int attempts = 0;
  std::optional<std::size_t> names_left_out;
  std::optional<base::WallTime> not_before;
  std::optional<base::WallTime> not_after;
  std::optional<base::WallTime> renewal_time;
  api::IssuerRef asked_last;
  std::optional<base::WallTime> rate_limited_until;
};

std::string ready_status(const std::vector<kube::Condition>& all) {
  const kube::Condition* ready = kube::find_condition(all, api::kReady);
  return ready == nullptr ? std::string(kConditions.back()) : ready->status;
}

Row row_of(const api::Certificate& certificate) {
  const api::CertificateStatus& status = certificate.status;
  const bool is_limited = status.failure && status.failure->reason == api::kRateLimited;
  const auto left_out =
      certificate.spec.allow_subset ? std::optional(status.refused_names.size()) : std::nullopt;
  return {certificate.meta.key(),
          certificate.spec.issuer,
          ready_status(status.conditions),
          status.failure ? status.failure->attempts : 0,
          left_out,
          status.not_before,
          status.not_after,
          status.renewal_time,
          certificate.asked_last(),
          is_limited ? std::optional(status.failure->next_try) : std::nullopt};
}

RowLabels labels_of(const Row& row) {
  return {{"name", row.key.name},
          {"namespace", row.key.namespace_},
          {"issuer_name", row.issuer.name},
          {"issuer_kind", row.issuer.kind},
          {"issuer_group", std::string(api::kIssuers.group)}};
}

void add_ready(Family& family, const RowLabels& labels, const std::string& status) {
  for (const std::string_view condition : kConditions) {
    RowLabels with_condition = labels;
    with_condition.push_back({"condition", std::string(condition)});
    family.add(std::move(with_condition), status == condition ? 1 : 0);
  }
}

using Rows = std::vector<Row>;

void write_times(std::ostream& out, const Rows& all, const char* name, const char* help,
                 std::optional<base::WallTime> Row::*time) {
  Family family = gauges(out, name, help);
  for (const Row& row : all) {
    if (row.*time) family.add(labels_of(row), unix_seconds(*(row.*time)));
  }
}

void write_numbers(std::ostream& out, const Rows& all) {
  {
    Family ready = gauges(out, "sallyport_certificate_ready_status",
                          "1 for the status that the Ready condition has");
    for (const Row& row : all) add_ready(ready, labels_of(row), row.ready);
  }
  {
    Family attempts = gauges(out, "sallyport_certificate_failed_attempts",
                             "Attempts that failed since the last success");
    for (const Row& row : all) attempts.add(labels_of(row), row.attempts);
  }
  Family missing = gauges(out, "sallyport_certificate_names_left_out",
                          "Names that the CA refused, of a Certificate that does without them");
  for (const Row& row : all) {
    if (row.names_left_out) missing.add(labels_of(row), static_cast<double>(*row.names_left_out));
  }
}

Rows rows_of(const Stores& stores) {
  Rows all;
  all.reserve(stores.certificates.size());
  for (const auto& certificate : stores.certificates.all()) all.push_back(row_of(*certificate));
  return all;
}

void write_certificates(std::ostream& out, const Rows& all) {
  write_numbers(out, all);
  write_times(out, all, "sallyport_certificate_not_before_timestamp_seconds",
              "When the certificate in the Secret begins", &Row::not_before);
  write_times(out, all, "sallyport_certificate_expiration_timestamp_seconds",
              "When the certificate in the Secret ends", &Row::not_after);
  write_times(out, all, "sallyport_certificate_renewal_timestamp_seconds",
              "When the certificate is to be renewed", &Row::renewal_time);
}

void write_issuers(std::ostream& out, const Stores& stores) {
  {
    Family issuers = gauges(out, "sallyport_issuer_ready_status",
                            "1 for the status that the Ready condition has");
    for (const auto& issuer : stores.issuers.all()) {
      add_ready(issuers, {{"name", issuer->meta.name}, {"namespace", issuer->meta.namespace_}},
                ready_status(issuer->status.conditions));
    }
  }
  Family cluster_issuers = gauges(out, "sallyport_clusterissuer_ready_status",
                                  "1 for the status that the Ready condition has");
  for (const auto& issuer : stores.cluster_issuers.all()) {
    add_ready(cluster_issuers, {{"name", issuer->meta.name}},
              ready_status(issuer->status.conditions));
  }
}

RowLabels issuer_labels(const kube::ObjectKey& issuer) {
  RowLabels labels{{"issuer_kind", issuer.namespace_.empty() ? "ClusterIssuer" : "Issuer"},
                   {"issuer_name", issuer.name}};
  if (!issuer.namespace_.empty()) labels.push_back({"namespace", issuer.namespace_});
  return labels;
}

// By the statuses of the Certificates, so that it is still known after a restart.
void write_rate_limits(std::ostream& out, const Stores& stores, const Rows& all) {
  std::map<kube::ObjectKey, base::WallTime> until;
  for (const Row& row : all) {
    if (!row.rate_limited_until) continue;
    const auto issuer = stores.issuer(row.key.namespace_, row.asked_last);
    if (!issuer) continue;
    base::WallTime& latest = until[issuer->meta.key()];
    latest = std::max(latest, *row.rate_limited_until);
  }
  Family family = gauges(out, "sallyport_issuer_rate_limited_until_timestamp_seconds",
                         "Until when a Certificate waits since the CA's limit is reached");
  for (const auto& [issuer, time] : until) family.add(issuer_labels(issuer), unix_seconds(time));
}

// No series of a domain or a name: there may be any number of those.
void write_limits_left(std::ostream& out, const Stores& stores, const limits::Levels& levels) {
  Family family = gauges(out, "sallyport_issuer_limit_left",
                         "What is left of a limit of the CA, by what we have counted");
  const auto add = [&](const api::Issuer& issuer) {
    for (const auto& [limit, count] :
         levels.left(issuer.spec.server, issuer.status.account_url, rules_of(issuer))) {
      RowLabels labels = issuer_labels(issuer.meta.key());
      labels.push_back({"limit", std::string(limit)});
      family.add(std::move(labels), count);
    }
  };
  for (const auto& issuer : stores.issuers.all()) add(*issuer);
  for (const auto& issuer : stores.cluster_issuers.all()) add(*issuer);
}

// An increase is only seen of a series that was there before: each issuer has one from the start.
void write_orders(std::ostream& out, const Stores& stores, Metrics& metrics) {
  OrdersMade orders;
  for (const auto& issuer : stores.issuers.all()) orders[issuer->meta.key()] = 0;
  for (const auto& issuer : stores.cluster_issuers.all()) orders[issuer->meta.key()] = 0;
  const auto exists = [&](const kube::ObjectKey& issuer) { return orders.contains(issuer); };
  for (const auto& [issuer, made] : metrics.orders_made(exists)) orders[issuer] = made;
  Family family{out, "sallyport_issuer_orders_total", "Orders made at an issuer's CA",
                prometheus::MetricType::Counter};
  for (const auto& [issuer, made] : orders) family.add(issuer_labels(issuer), made);
}

}  // namespace

void scrape(std::ostream& out, const Stores& stores, const limits::Ledger& ledger, Metrics& metrics,
            base::WallTime now) {
  const Rows all = rows_of(stores);
  write_certificates(out, all);
  write_issuers(out, stores);
  write_rate_limits(out, stores, all);
  write_limits_left(out, stores, ledger.levels(now));
  write_orders(out, stores, metrics);
}

}  // namespace controller
