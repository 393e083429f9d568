#include "orders/order_state.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "lifecycle/refusals.h"
#include "lifecycle/subset.h"
#include "lifecycle/waits.h"
#include "orders/account_doubt.h"
#include "orders/authorizations.h"
#include "pass/asking.h"
#include "pass/endings.h"
#include "pass/order_budget.h"
#include "pass/record.h"

namespace controller {

void note_status(Progress& progress, const acme::Order& order) {
  const std::string url = progress.order.url;
  if (order.status != progress.order.status) progress.polls = 0;
  // RFC 8555 section 7.1.3: they "MUST NOT change" once the order is there.
  auto names = order.identifiers;
  auto before = progress.order.identifiers;
  std::sort(names.begin(), names.end());
  std::sort(before.begin(), before.end());
  const bool other = !before.empty() && before != names;
  if (other) progress.failure = "the CA changed the names of the order, which it must not";
  progress.order = order;
  progress.order.url = url;
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
    if (unseen) pass.world.preflights.outside_fails(one.identifier.value);
  }
  std::string why = why_failed(progress.to_validate);
  if (progress.order.error) why += (why.empty() ? "" : "; ") + progress.order.error->text();
  progress.failure = "validation by the CA: " + (why.empty() ? "no reason given" : why);
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

// Without the names that the error is about, if that may be.
base::LookAgain after_refusal(const Pass& pass, const acme::Error& error) {
  const lifecycle::RefusedNames refused = lifecycle::refused_by(error, pass.seen.wanted);
  return lifecycle::may_leave_out(pass.seen, refused) ? leave_out(pass, refused)
                                                      : fail(pass, refusal_of(error));
}

base::LookAgain after_ca_error(const Pass& pass, const acme::Error& error) {
  if (error.kind == acme::Error::Kind::kStopped) return std::nullopt;
  if (doubts_account(error) && look_up_anew(pass, error)) return base::kNow;
  const auto progress = progress_of(pass);
  if (!error.is_trouble()) {
    heard_answer(pass);
    give_up_authorizations(pass.world, *progress, pass.stop);
    return after_refusal(pass, error);
  }
  const base::Millis for_all = heard_trouble(pass, error);
  const base::Seconds pause(1LL << std::min(progress->troubles++, 6));
  base::log_warning("CaTrouble", {{"certificate", pass.certificate()}, {"message", error.message}});
  const base::Millis again = std::max<base::Millis>(
      {pause, for_all, lifecycle::asked_wait(error.retry_after, lifecycle::kOverload)});
  if (progress->troubles < 2) return again;  // a moment's trouble is no story
  return wait_with(
      pass,
      {true, api::kCaUnreachable,
       error.message + lifecycle::words_for_wait(error.retry_after, lifecycle::kOverload) +
           "; tried again by itself",
       false},
      again);
}

base::LookAgain fail_order(const Pass& pass, std::string_view reason, const std::string& message) {
  give_up_authorizations(pass.world, *progress_of(pass), pass.stop);
  return fail(pass, {reason, message, std::nullopt, false});
}

}  // namespace controller
