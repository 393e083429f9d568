#include "orders/order_state.h"

#include <algorithm>

#include "api/reasons.h"
#include "orders/account_doubt.h"
#include "orders/authorizations.h"
#include "pass/asking.h"
#include "pass/order_budget.h"

namespace controller {
namespace {

constexpr std::size_t kLongestFailure = 3500;  // bytes, as the status keeps of it

}  // namespace

void note_status(const Pass& pass, Progress& progress, const acme::Order& order) {
  const std::string url = progress.order.url;
  const bool changed = order.status != progress.order.status;
  if (changed) progress.polls = 0;
  if (changed || progress.since == base::MonoTime{}) progress.since = pass.world.clock.mono_now();
  // RFC 8555 section 7.1.3: they "MUST NOT change" once the order is there.
  auto names = order.identifiers;
  auto before = progress.order.identifiers;
  std::sort(names.begin(), names.end());
  std::sort(before.begin(), before.end());
  const bool other = !before.empty() && before != names;
  if (other) progress.failure = "the order at the CA is for other names than it was made for";
  progress.order = order;
  progress.order.url = url;
  progress.proved = order.status != acme::OrderStatus::kPending;
  progress.troubles = 0;
}

void note_failure(const Pass& pass, const Account& account, Progress& progress) {
  std::vector<std::string> urls;
  for (const acme::Authorization& one : progress.to_validate) urls.push_back(one.url);
  auto now = read_authorizations(pass, account, urls);
  if (now) progress.to_validate = *std::move(now);
  for (const acme::Authorization& one : progress.to_validate) {
    if (one.status != "invalid") continue;
    if (progress.failed_names.insert(one.identifier.value).second) {
      note_failed_name(pass, one.identifier.value);
    }
    const acme::Challenge* http01 = one.http01();
    const bool unseen = http01 != nullptr && http01->error && http01->error->type == "connection";
    if (unseen) pass.world.preflights.outside_fails(pass.meta().key(), one.identifier.value);
  }
  std::string why = why_failed(progress.to_validate);
  const auto& of_order = progress.order.error;
  const bool is_told = of_order && why.find(of_order->detail) != std::string::npos;
  if (of_order && !is_told) why += (why.empty() ? "" : "; ") + of_order->text();
  progress.failure = kube::cut("validation by the CA: " + (why.empty() ? "no reason given" : why),
                               kLongestFailure);
}

std::shared_ptr<Progress> progress_of(const Pass& pass) {
  const auto& record = pass.seen.certificate->status.order;
  return pass.world.progress.of(pass.meta().key(), record ? record->url : "");
}

void pass_stage(const Pass& pass, Progress& progress, std::string_view stage) {
  const base::MonoTime now = pass.world.clock.mono_now();
  if (progress.stage_passed_at != base::MonoTime{}) {
    pass.world.metrics.stage(stage, now - progress.stage_passed_at);
  }
  progress.stage_passed_at = now;
}

lifecycle::Outcome ca_error(const Pass& pass, const acme::Error& error) {
  if (error.kind == acme::Error::Kind::kStopped) return std::nullopt;
  if (doubts_account(error) && look_up_anew(pass, error)) return base::kNow;
  if (error.kind == acme::Error::Kind::kBusy || !error.is_trouble()) {
    note_error(pass, error);
    return lifecycle::CaError{error};
  }
  const base::Millis for_all = note_trouble(pass, error);
  return lifecycle::CaError{error, ++progress_of(pass)->troubles, for_all};
}

}  // namespace controller
