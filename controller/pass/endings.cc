#include "pass/endings.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "base/random.h"
#include "lifecycle/reasons.h"
#include "lifecycle/subset.h"
#include "lifecycle/twins.h"
#include "pass/order_budget.h"
#include "pass/record.h"
#include "wire/time.h"

namespace controller {
namespace {

// What is observed once the status is `status` and the order is over.
lifecycle::Observed after_order(const lifecycle::Observed& seen, auto&& change) {
  lifecycle::Observed after = seen;
  auto certificate = std::make_shared<api::Certificate>(*seen.certificate);
  certificate->status.order.reset();
  change(certificate->status);
  after.wanted = lifecycle::names_to_order(*certificate);
  after.certificate = std::move(certificate);
  after.order.reset();
  return after;
}

// What this process knows of the order, and of the looks before it.
void forget_attempt(const Pass& pass) {
  pass.world.progress.forget(pass.meta().key());
  pass.world.preflights.forget(pass.meta().key());
  pass.world.pending_keys.forget(pass.meta().key());
}

base::Millis duration_of(const Pass& pass) {
  const auto& order = pass.seen.certificate->status.order;
  return order ? pass.now() - order->started : base::Millis(0);
}

// Nothing but time was a reason to issue.
bool is_due_by_time(const Pass& pass) {
  const auto reason = lifecycle::reason_to_issue(pass.seen, pass.now());
  return reason && lifecycle::is_of_time(*reason);
}

}  // namespace

base::LookAgain leave_out(const Pass& pass, const lifecycle::RefusedNames& refused) {
  give_back_order(pass);
  std::vector<std::string> names;
  for (const api::RefusedName& one : refused) names.push_back(one.name);
  note_vain_attempt(pass, names);
  const std::string told = lifecycle::words_for(refused);
  base::log_warning(api::kNamesLeftOut, {{"certificate", pass.certificate()}, {"message", told}});
  tell_event(pass, api::kNamesLeftOut, "Issue", "the others are ordered without " + told, true);
  pass.world.metrics.issuance(api::kNamesLeftOut, duration_of(pass));
  forget_attempt(pass);
  const lifecycle::Observed after = after_order(pass.seen, [&](auto& status) {
    status.refused_names = lifecycle::leaving_out(pass.seen, refused);
  });
  return record(pass, lifecycle::status_now(after, pass.now()));
}

base::LookAgain fall_back(const Pass& pass) {
  lifecycle::RefusedNames names = lifecycle::falling_back(pass.seen, is_due_by_time(pass));
  if (names == pass.seen.certificate->status.refused_names) return std::nullopt;
  const lifecycle::Observed after =
      after_order(pass.seen, [&](auto& status) { status.refused_names = std::move(names); });
  return record(pass, lifecycle::status_now(after, pass.now()));
}

base::LookAgain fail(const Pass& pass, const lifecycle::Refusal& refusal) {
  if (pass.stop.stop_requested()) return std::nullopt;
  give_back_order(pass);
  const api::Failure failure =
      lifecycle::failure_of(pass.seen, refusal, pass.now(), base::random_source());
  const bool is_about_names =
      refusal.reason != api::kCaUnreachable && refusal.reason != api::kIssuerNotReady;
  if (refusal.reason == api::kRateLimited) {
    hold_limit(pass, refusal.message, failure.next_try);
  } else if (is_about_names) {
    note_vain_attempt(pass);
  }
  base::log_warning("IssuanceFailed", {{"certificate", pass.certificate()},
                                       {"reason", failure.reason},
                                       {"attempts", std::to_string(failure.attempts)},
                                       {"next_try", wire::write_time(failure.next_try)},
                                       {"message", refusal.message}});
  tell_event(pass, refusal.reason, "Issue", refusal.message, true);
  pass.world.metrics.issuance(refusal.reason, duration_of(pass));
  forget_attempt(pass);
  const lifecycle::Observed after = after_order(pass.seen, [&](auto& status) {
    status.failure = failure;
    if (is_about_names)
      status.refused_names = lifecycle::falling_back(pass.seen, is_due_by_time(pass));
  });
  return record(pass, lifecycle::status_now(after, pass.now()));
}

base::LookAgain abandon(const Pass& pass, const std::string& why) {
  give_back_order(pass);
  note_vain_attempt(pass);
  base::log_info("OrderAbandoned", {{"certificate", pass.certificate()}, {"why", why}});
  forget_attempt(pass);
  return record(pass, lifecycle::status_now(after_order(pass.seen, [](auto&) {}), pass.now()));
}

base::LookAgain end_rehearsal(const Pass& pass) {
  give_back_order(pass);
  pass.world.progress.forget(pass.meta().key());
  for (const auto& name : pass.seen.wanted) pass.world.preflights.outside_works(name.value);
  const lifecycle::Observed after = after_order(pass.seen, [](auto& status) {
    if (status.failure) status.failure->rehearsed = true;
  });
  return record(pass, lifecycle::status_now(after, pass.now()));
}

base::LookAgain succeed(const Pass& pass, const records::StoredCertificate& stored,
                        const std::optional<api::RenewalInfo>& renewal_info) {
  const auto& order = pass.seen.certificate->status.order;
  const std::string served = order ? order->renew_request : pass.seen.certificate->renew_request();
  const lifecycle::Observed ended = after_order(pass.seen, [&](auto& status) {
    status.issuer = pass.seen.asked;
    status.failure.reset();
    status.renew_request = served;
    status.renewal_info = renewal_info;
  });
  const lifecycle::Observed after = lifecycle::holding(ended, stored);
  const base::LookAgain again = record(pass, lifecycle::status_now(after, pass.now()));
  if (again == base::kNow) {
    pass.world.metrics.issuance(api::kIssued, duration_of(pass));
    forget_attempt(pass);
    for (const auto& name : pass.seen.wanted) pass.world.preflights.outside_works(name.value);
    tell_event(pass, api::kIssued, "Issue",
               "Secret " + pass.seen.certificate->spec.secret_name +
                   " holds a certificate valid until " + wire::write_time(stored.not_after),
               false);
  }
  return again;
}

}  // namespace controller
