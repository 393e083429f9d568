#include "controller/conclude.h"

#include "api/reasons.h"
#include "base/log.h"
#include "base/random.h"
#include "lifecycle/after.h"
#include "lifecycle/subset.h"
#include "orders/authorizations.h"
#include "orders/order_state.h"
#include "pass/order_budget.h"
#include "pass/record.h"
#include "pass/removal.h"
#include "records/labels.h"
#include "wire/time.h"

namespace controller {
namespace {

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

void give_up_order(const Pass& pass) {
  if (pass.seen.order) give_up_authorizations(pass.world, *progress_of(pass), pass.stop);
  give_back_order(pass);
}

void works_from_outside(const Pass& pass) {
  for (const auto& name : pass.seen.wanted)
    pass.world.preflights.outside_works(pass.meta().key(), name.value);
}

// Without the link, which has a token in it.
std::string note_of(const lifecycle::FailedAttempt& attempt) {
  return attempt.message +
         (attempt.link.empty() ? "" : "; a person has to open the link in status.failure.message");
}

// ---- What has ended, before the status says so -----------------------------------------------

struct End {
  const Pass& pass;

  void operator()(const lifecycle::Failed& failed) const {
    const lifecycle::FailedAttempt& attempt = failed.attempt;
    give_up_order(pass);
    if (attempt.reason == api::kRateLimited) hold_limit(pass, attempt.message, failed.next_try);
    if (failed.about_names) note_vain_attempt(pass);
    base::log_warning("IssuanceFailed", {{"certificate", pass.certificate()},
                                         {"reason", std::string(attempt.reason)},
                                         {"attempts", std::to_string(failed.attempts)},
                                         {"next_try", wire::write_time(failed.next_try)},
                                         {"message", attempt.message}});
    announce(pass, attempt.reason, "Issue", note_of(attempt), true);
    pass.world.metrics.issuance(attempt.reason, duration_of(pass));
    forget_attempt(pass);
  }

  void operator()(const lifecycle::Abandoned& abandoned) const {
    give_up_order(pass);
    note_vain_attempt(pass);
    base::log_info("OrderAbandoned", {{"certificate", pass.certificate()}, {"why", abandoned.why}});
    forget_attempt(pass);
  }

  void operator()(const lifecycle::LeftOut& left) const {
    give_up_order(pass);
    std::vector<std::string> names;
    for (const api::RefusedName& one : left.refused) names.push_back(one.name);
    note_vain_attempt(pass, names);
    const std::string text = lifecycle::text_of(left.refused);
    base::log_warning(api::kNamesLeftOut, {{"certificate", pass.certificate()}, {"message", text}});
    announce(pass, api::kNamesLeftOut, "Issue", "the others are ordered without " + text, true);
    pass.world.metrics.issuance(api::kNamesLeftOut, duration_of(pass));
    forget_attempt(pass);
  }

  void operator()(const lifecycle::Rehearsed&) const {
    give_back_order(pass);
    pass.world.progress.forget(pass.meta().key());
    works_from_outside(pass);
  }

  void operator()(const auto&) const {}
};

// ---- What is announced once the status says so -----------------------------------------------

struct Announce {
  const Pass& pass;

  void operator()(const lifecycle::PreflightRefused& refused) const {
    base::log_warning(api::kPreflightFailed, {{"certificate", pass.certificate()},
                                              {"problem", std::string(refused.problem)},
                                              {"message", refused.text}});
    pass.world.metrics.issuance(api::kPreflightFailed, base::Millis(0));
    announce(pass, api::kPreflightFailed, "Preflight", refused.text, true);
  }

  void operator()(const lifecycle::Issued& issued) const {
    pass.world.metrics.issuance(api::kIssued, duration_of(pass));
    forget_attempt(pass);
    works_from_outside(pass);
    announce(pass, api::kIssued, "Issue",
             "Secret " + pass.seen.certificate->spec.secret_name +
                 " holds a certificate valid until " + wire::write_time(issued.stored.not_after),
             false);
  }

  void operator()(const auto&) const {}
};

std::optional<kube::Error> drop_pending_key(const Pass& pass) {
  auto& secrets = pass.world.stores.secrets;
  const auto there = secrets.get(records::pending_key_of(pass.meta()));
  if (!there) return std::nullopt;
  const auto removed = remove_object(pass.world, kube::kSecrets, secrets, there->meta, pass.stop);
  return removed ? std::nullopt : std::optional(removed.error());
}

void forget_what_is_out_of_date(const Pass& pass, const lifecycle::After& after) {
  if (after.reads_order) {
    const auto progress = progress_of(pass);
    progress->fetched = false;
    progress->order.finalize.clear();
  }
  if (!after.drops_profile) return;
  if (const auto account = account_of(pass)) (*account)->profile_refused = true;
}

base::LookAgain carry_out(const Pass& pass, const lifecycle::After& after) {
  if (after.trouble) {
    base::log_warning(after.trouble->event,
                      {{"certificate", pass.certificate()}, {"message", after.trouble->message}});
  }
  forget_what_is_out_of_date(pass, after);
  std::visit(End{pass}, after.ending);
  if (!after.status) return after.pause;
  const base::LookAgain written = record(pass, *after.status);
  if (written == base::kNow) std::visit(Announce{pass}, after.ending);
  return written ? written : after.pause;
}

}  // namespace

base::LookAgain conclude(const Pass& pass, const lifecycle::Outcome& outcome) {
  const auto follows = [&](const lifecycle::Outcome& of) {
    return lifecycle::after(pass.seen, of, pass.now(), base::random_source());
  };
  const lifecycle::After after = follows(outcome);
  const bool failed = std::holds_alternative<lifecycle::Failed>(after.ending);
  if (failed && pass.stop.stop_requested()) return std::nullopt;
  const auto error = after.drops_key ? drop_pending_key(pass) : std::nullopt;
  // An attempt that has failed has failed with the key too.
  return carry_out(pass, error && !failed ? follows(lifecycle::ClusterError{*error}) : after);
}

}  // namespace controller
