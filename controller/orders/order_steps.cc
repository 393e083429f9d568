// The steps that ask the CA for an order and what becomes of it.

#include "orders/order_steps.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "issuers/issuer_status.h"
#include "lifecycle/subset.h"
#include "lifecycle/waits.h"
#include "orders/account_doubt.h"
#include "orders/authorizations.h"
#include "orders/new_order.h"
#include "orders/order_state.h"
#include "pass/asking.h"
#include "pass/ca.h"
#include "pass/endings.h"
#include "pass/order_budget.h"
#include "pass/record.h"
#include "upkeep/live.h"

namespace controller {
namespace {

// To go on with them, or to learn from them what went wrong.
bool needs_authorizations(acme::OrderStatus status) {
  return status == acme::OrderStatus::kPending || status == acme::OrderStatus::kInvalid;
}

base::LookAgain record_order(const Pass& pass, std::string_view reason, const std::string& url,
                             const std::string& account) {
  std::string doubt = pass.world.preflights.doubt(pass.meta().key());
  if (!doubt.empty()) doubt.insert(0, "; preflight: ");
  const bool other = pass.seen.asked != pass.seen.certificate->spec.issuer;
  const std::string where = other ? " at " + pass.seen.asked.text() : "";
  api::CertificateStatus status =
      tell(pass.seen, pass.now(),
           {true, reason, "order " + url + " is under way" + where + doubt, false});
  status.issuer = pass.seen.asked;
  status.order = api::OrderRecord{url, account, std::string(reason),
                                  pass.seen.certificate->renew_request(), pass.now()};
  return record(pass, status);
}

void count_order(const Pass& pass) {
  const api::IssuerRef& issuer = pass.seen.asked;
  const bool cluster_scoped = issuer.kind == api::kClusterIssuers.kind;
  pass.world.metrics.order_made(
      {cluster_scoped ? std::string() : pass.meta().namespace_, issuer.name});
}

void note_maker(const Pass& pass, Progress& progress, std::shared_ptr<Account> account) {
  progress.made_by = std::move(account);
  progress.ca = ca_of(pass);
}

// What is not valid yet, of the names that were asked for: a CA's authorization for another name is
// never answered.
void take_authorizations(const Pass& pass, Progress& progress,
                         std::vector<acme::Authorization> authorizations) {
  progress.to_validate.clear();
  for (acme::Authorization& one : authorizations) {
    if (one.status == "valid") continue;
    const auto& wanted = pass.seen.wanted;
    if (std::find(wanted.begin(), wanted.end(), one.identifier) == wanted.end()) {
      base::log_warning("ForeignAuthorization",
                        {{"certificate", pass.certificate()}, {"name", one.identifier.value}});
      continue;
    }
    progress.to_validate.push_back(std::move(one));
  }
}

}  // namespace

base::LookAgain perform(const Pass& pass, const lifecycle::StartOrder& step) {
  const auto account = account_of(pass);
  if (!account) return fail(pass, {api::kIssuerNotReady, account.error(), std::nullopt, false});
  // An order of ours whose record was refused (somebody wrote to the Certificate meanwhile).
  const auto last = pass.world.progress.last(pass.meta().key());
  const bool ours = last && last->made_by && last->made_by->url == (*account)->url;
  if (ours && last->order.identifiers == pass.seen.wanted) {
    return record_order(pass, step.reason, last->order.url, (*account)->url);
  }
  if (const auto look_again = out_of_date(pass)) return *look_again;
  if (const auto wait = reserve_order(pass, **account)) {
    if (const base::LookAgain without = fall_back(pass)) return without;
    return wait_with(pass, {true, api::kRateLimited, words_for(*wait, pass.now()), false},
                     wait->until - pass.now());
  }
  const base::MonoTime begun = pass.world.clock.mono_now();
  auto order = ask_for_order(pass, **account);
  if (!order) {
    if (order.error().kind == acme::Error::Kind::kStopped) return std::nullopt;
    give_back_reserved(pass);
    heard(pass, order.error());
    if (doubts_account(order.error()) && look_up_anew(pass, order.error())) return base::kNow;
    return after_refusal(pass, order.error());
  }
  heard_answer(pass);
  std::sort(order->identifiers.begin(), order->identifiers.end());
  if (order->identifiers != pass.seen.wanted) {
    give_back_reserved(pass);
    return fail(pass, {api::kOrderFailed, "newOrder: the CA made an order for other names",
                       std::nullopt, false});
  }
  const auto progress = pass.world.progress.of(pass.meta().key(), order->url);
  progress->order = *order;
  note_maker(pass, *progress, *account);
  progress->stage_passed_at = begun;
  pass_stage(pass, *progress, api::kOrderCreated);
  count_order(pass);
  base::log_info(api::kOrderCreated, {{"certificate", pass.certificate()},
                                      {"issuer", pass.seen.asked.text()},
                                      {"reason", std::string(step.reason)},
                                      {"order", order->url}});
  return record_order(pass, step.reason, order->url, (*account)->url);
}

base::LookAgain perform(const Pass& pass, const lifecycle::FetchOrder&) {
  const auto progress = progress_of(pass);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  const Account& at = **account;
  note_maker(pass, *progress, *account);
  if (progress->order.finalize.empty()) {
    const auto order = at.ca->order(at.signer(), progress->order.url, pass.stop);
    if (!order && (order.error().status == 404 || order.error().is("malformed"))) {
      return abandon(pass, "the CA does not know it any more: " + order.error().message);
    }
    if (!order) return after_ca_error(pass, order.error());
    heard_answer(pass);
    note_status(*progress, *order);
  }
  if (needs_authorizations(progress->order.status)) {
    auto all = read_authorizations(pass, at, progress->order.authorizations);
    if (!all) return after_ca_error(pass, all.error());
    take_authorizations(pass, *progress, *std::move(all));
    progress->failure = why_failed(progress->to_validate);
  }
  progress->fetched = true;
  if (progress->order.status == acme::OrderStatus::kInvalid) note_failure(pass, at, *progress);
  return base::kNow;
}

base::LookAgain perform(const Pass& pass, const lifecycle::AbandonOrder& step) {
  give_up_authorizations(pass.world, *progress_of(pass), pass.stop);
  return abandon(pass, step.why);
}

base::LookAgain perform(const Pass& pass, const lifecycle::EndRehearsal&) {
  base::log_info("Rehearsed",
                 {{"certificate", pass.certificate()}, {"issuer", pass.seen.asked.text()}});
  return end_rehearsal(pass);
}

base::LookAgain perform(const Pass& pass, const lifecycle::LeaveNamesOut&) {
  give_up_authorizations(pass.world, *progress_of(pass), pass.stop);
  return leave_out(pass, pass.seen.order->refused);
}

base::LookAgain perform(const Pass& pass, const lifecycle::FailOrder& step) {
  return fail_order(pass, step.reason, step.message);
}

}  // namespace controller
