#include "pacing/counted.h"

#include <algorithm>

#include "api/reasons.h"
#include "lifecycle/subset.h"
#include "wire/time.h"

namespace controller {
namespace {

std::optional<limits::Bucket> bucket(const std::optional<api::RateLimit>& limit) {
  if (!limit) return std::nullopt;
  return limits::Bucket{limit->count, limit->period};
}

// Ready has been true since the last order for other names than before; what came later renewed.
// Where it is not, what there is may have been for other names.
void add_issued(const api::CertificateStatus& status, Counted counted, std::vector<Counted>& all) {
  const kube::Condition* ready = kube::find_condition(status.conditions, api::kReady);
  if (!status.not_before) return;
  const bool serves = ready != nullptr && ready->status == "True";
  counted.at = serves ? ready->last_transition : *status.not_before;
  all.push_back(counted);
  if (!serves) return;
  // What a CA dates back was issued when Issuing came to its end.
  const kube::Condition* issuing = kube::find_condition(status.conditions, api::kIssuing);
  const bool rests = issuing != nullptr && issuing->status == "False";
  const auto issued = std::max(*status.not_before, rests ? issuing->last_transition : counted.at);
  if (issued <= counted.at) return;
  counted.order.renewal = true;
  counted.at = issued;
  all.push_back(std::move(counted));
}

// The CA counts an order whatever becomes of it, but only these reasons tell that there was one.
void add_failed(const api::Failure& failure, Counted counted, std::vector<Counted>& all) {
  constexpr int kMost = 8;  // in the period of any limit that is known
  if (failure.reason != api::kChallengeFailed && failure.reason != api::kOrderFailed) return;
  for (limits::Rules* rules : {&counted.rules.shared, &counted.rules.own}) {
    rules->certificates_per_domain.reset();
    rules->certificates_per_set.reset();
  }
  counted.at = failure.at;
  for (int i = 0; i < std::min(failure.attempts, kMost); ++i) all.push_back(counted);
}

}  // namespace

limits::Order order_of(const api::Certificate& certificate, const api::Issuer& issuer) {
  return {issuer.spec.server, issuer.status.account_url, certificate.meta.namespace_,
          acme::values_of(lifecycle::names_issued(certificate))};
}

limits::Limits rules_of(const api::Issuer& issuer) {
  const api::RateLimits& limits = issuer.spec.rate_limits;
  const limits::Rules told{bucket(limits.orders_per_account),
                           bucket(limits.certificates_per_domain),
                           bucket(limits.certificates_per_set), bucket(limits.failures_per_name)};
  limits::Rules known = limits::published_rules(issuer.spec.server);
  if (issuer.cluster_scoped) return limits::overlaid(known, told);
  limits::Rules own = told;
  if (!own.orders_per_account) own.orders_per_account = known.orders_per_account;
  if (!own.failures_per_name) own.failures_per_name = known.failures_per_name;
  known.orders_per_account.reset();
  known.failures_per_name.reset();
  return {known, own, issuer.meta.uid};
}

limits::Order counted_order(const lifecycle::Observed& seen, const api::Issuer& issuer) {
  const bool made = seen.order && !seen.order->identifiers.empty();
  const std::vector<acme::Identifier>& names = made ? seen.order->identifiers : seen.wanted;
  return {issuer.spec.server, issuer.status.account_url, seen.certificate->meta.namespace_,
          acme::values_of(names), seen.stored && records::is_for(*seen.stored, names)};
}

void add_counted(const api::Certificate& certificate, const api::Issuer& issuer,
                 std::vector<Counted>& all) {
  const api::CertificateStatus& status = certificate.status;
  Counted counted{{}, order_of(certificate, issuer), rules_of(issuer)};
  add_issued(status, counted, all);
  const kube::Condition* ready = kube::find_condition(status.conditions, api::kReady);
  counted.order.renewal = ready != nullptr && ready->status == "True";
  if (status.failure) add_failed(*status.failure, counted, all);
  if (!status.order) return;
  counted.at = status.order->started;
  all.push_back(std::move(counted));
}

void note_all(const std::vector<Counted>& all, limits::Ledger& ledger) {
  std::vector<const Counted*> oldest_first;
  oldest_first.reserve(all.size());
  for (const Counted& each : all) oldest_first.push_back(&each);
  std::sort(oldest_first.begin(), oldest_first.end(),
            [](const Counted* one, const Counted* other) { return one->at < other->at; });
  for (const Counted* each : oldest_first) ledger.note(each->order, each->rules, each->at);
}

std::string text_of(const limits::Wait& wait, base::WallTime now) {
  const std::string limit =
      (wait.ours ? "what may fail (" : "the CA's rate limit (") + wait.limit + ") ";
  if (wait.until - now < base::Seconds(60)) return limit + "is used up; others come first";
  return limit + "is used up; tried again at " + wire::write_time(wait.until);
}

}  // namespace controller
