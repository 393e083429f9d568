// The steps that ask the CA for an order and what becomes of it.

#include "orders/order_steps.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "orders/account_doubt.h"
#include "orders/authorizations.h"
#include "orders/new_order.h"
#include "orders/order_state.h"
#include "pass/asking.h"
#include "pass/ca.h"
#include "pass/order_budget.h"
#include "upkeep/fresh_read.h"

namespace controller {
namespace {

// To go on with them, or to learn from them what went wrong.
bool needs_authorizations(acme::OrderStatus status) {
  return status == acme::OrderStatus::kPending || status == acme::OrderStatus::kInvalid;
}

lifecycle::OrderMade order_made(const Pass& pass, std::string_view reason, const std::string& url,
                                const std::string& account) {
  return {url, account, reason, pass.world.preflights.doubt(pass.meta().key())};
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

// What the CA has made and does not know when it is read for the first time is no reason to make
// another one at once.
lifecycle::Outcome order_unknown(const Progress& progress, const acme::Error& error) {
  const bool just_made = progress.made_by && !progress.fetched;
  if (!just_made) return lifecycle::Abandoned{"the CA does not know it any more: " + error.message};
  return lifecycle::FailedAttempt{
      .reason = api::kOrderFailed,
      .message = error.message + ": the CA does not know the order that it has just made"};
}

lifecycle::Outcome order_refused(const Pass& pass, const acme::Error& error) {
  if (error.kind == acme::Error::Kind::kStopped) return std::nullopt;
  give_back_reserved(pass);
  note_error(pass, error);
  if (doubts_account(error) && look_up_anew(pass, error)) return base::kNow;
  return lifecycle::RequestRefused{error};
}

void note_order(const Pass& pass, const std::shared_ptr<Account>& account, const acme::Order& order,
                base::MonoTime begun) {
  const auto progress = pass.world.progress.of(pass.meta().key(), order.url);
  progress->order = order;
  progress->proved = order.status != acme::OrderStatus::kPending;
  note_maker(pass, *progress, account);
  progress->stage_passed_at = begun;
  pass_stage(pass, *progress, api::kOrderCreated);
  count_order(pass);
}

}  // namespace

lifecycle::Outcome perform(const Pass& pass, const lifecycle::AdoptOrder& step) {
  return order_made(pass, step.reason, pass.seen.unrecorded_order, pass.seen.account);
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::StartOrder& step) {
  const auto account = account_of(pass);
  if (!account && account.error().is_gone) return without_account(pass, account.error());
  if (!account)
    return lifecycle::FailedAttempt{.reason = api::kIssuerNotReady, .message = account.error().why};
  if (const auto look_again = out_of_date(pass)) return *look_again;
  if (const auto wait = reserve_order(pass, **account)) {
    return lifecycle::LimitReached{text_of(*wait, pass.now()), wait->until - pass.now()};
  }
  const base::MonoTime begun = pass.world.clock.mono_now();
  auto order = ask_for_order(pass, **account);
  if (!order) return order_refused(pass, order.error());
  note_answer(pass);
  const bool is_read = !order->finalize.empty();
  if (!is_read) order->identifiers = pass.seen.wanted;  // until it is read
  std::sort(order->identifiers.begin(), order->identifiers.end());
  if (order->identifiers != pass.seen.wanted) {
    give_back_reserved(pass);
    return lifecycle::FailedAttempt{.reason = api::kOrderFailed,
                                    .message = "newOrder: the CA made an order for other names"};
  }
  note_order(pass, *account, *order, begun);
  base::log_info(api::kOrderCreated, {{"certificate", pass.certificate()},
                                      {"issuer", pass.seen.asked.text()},
                                      {"reason", std::string(step.reason)},
                                      {"order", order->url}});
  return order_made(pass, step.reason, order->url, (*account)->url);
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::FetchOrder&) {
  const auto progress = progress_of(pass);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  const Account& at = **account;
  if (progress->order.finalize.empty()) {
    const auto order = at.ca->order(at.signer(), progress->order.url, pass.stop);
    if (!order && (order.error().status == 404 || order.error().is("malformed")))
      return order_unknown(*progress, order.error());
    if (!order) return ca_error(pass, order.error());
    note_answer(pass);
    note_status(pass, *progress, *order);
  }
  note_maker(pass, *progress, *account);
  if (needs_authorizations(progress->order.status)) {
    auto all = read_authorizations(pass, at, progress->order.authorizations, progress->read);
    if (!all) return ca_error(pass, all.error());
    progress->read.clear();
    take_authorizations(pass, *progress, *std::move(all));
    progress->failure = why_failed(progress->to_validate);
  }
  progress->fetched = true;
  if (progress->order.status == acme::OrderStatus::kInvalid) note_failure(pass, at, *progress);
  return base::kNow;
}

lifecycle::Outcome perform(const Pass&, const lifecycle::AbandonOrder& step) {
  return lifecycle::Abandoned{step.why};
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::EndRehearsal&) {
  base::log_info("Rehearsed",
                 {{"certificate", pass.certificate()}, {"issuer", pass.seen.asked.text()}});
  return lifecycle::Rehearsed{};
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::LeaveNamesOut&) {
  return lifecycle::LeftOut{pass.seen.order->refused};
}

lifecycle::Outcome perform(const Pass&, const lifecycle::FailOrder& step) {
  return lifecycle::FailedAttempt{.reason = step.reason, .message = step.message};
}

}  // namespace controller
