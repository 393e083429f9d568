// The steps that ask the CA for an order and what becomes of it.

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "controller/apply.h"
#include "controller/asking.h"
#include "controller/authorizations.h"
#include "controller/issuer_status.h"
#include "controller/limits.h"
#include "controller/live.h"
#include "controller/new_order.h"
#include "controller/observe.h"
#include "controller/subset.h"
#include "controller/waits.h"
#include "controller/words.h"

namespace controller {
namespace {

bool only_a_person_helps(const acme::Error& error) {
  for (const char* type : {"rejectedIdentifier", "unsupportedIdentifier", "userActionRequired",
                           "externalAccountRequired", "invalidProfile", "unauthorized"}) {
    if (error.is(type)) return true;
  }
  return false;
}

// To go on with them, or to learn from them what went wrong.
bool needs_authorizations(acme::OrderStatus status) {
  return status == acme::OrderStatus::kPending || status == acme::OrderStatus::kInvalid;
}

LookAgain record_order(const Pass& pass, std::string_view reason, const std::string& url,
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

// Without the names that the error is about, if that may be.
LookAgain after_refusal(const Pass& pass, const acme::Error& error) {
  const RefusedNames refused = refused_by(error, pass.seen.wanted);
  return may_leave_out(pass.seen, refused) ? leave_out(pass, refused)
                                           : fail(pass, refusal_of(error));
}

}  // namespace

Refusal refusal_of(const acme::Error& error) {
  if (refuses_dates(error)) {
    return {api::kInvalidSpec,
            "spec.duration: the CA takes no dates in an order (" + error.message +
                "): leave it out, or set enableDurationFeature of the issuer to false and give "
                "the annotation " +
                std::string(api::kRenewAnnotation) + " another value",
            std::nullopt, true};
  }
  if (!error.unpause.empty() && !error.retry_after) {
    return {api::kPaused,
            error.message + "; once it is opened, another value of the annotation " +
                std::string(api::kRenewAnnotation) + " has it tried at once",
            std::nullopt, true, error.unpause};
  }
  const std::string_view reason = error.is("rateLimited")      ? api::kRateLimited
                                  : error.is("invalidProfile") ? api::kProfileNotOffered
                                  : is_trouble(error)          ? api::kCaUnreachable
                                                               : api::kOrderFailed;
  return {reason, error.message, error.retry_after, only_a_person_helps(error), error.unpause};
}

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

base::Result<std::shared_ptr<Account>, std::string> account_of(const Pass& pass) {
  const auto issuer = pass.issuer();
  if (!issuer) return base::unexpected(std::string("the issuer is gone"));
  return pass.world.accounts.get(*issuer, pass.stop);
}

LookAgain without_account(const Pass& pass, const std::string& why) {
  return wait_with(pass, {true, api::kIssuerNotReady, "account key: " + why, false}, kWhileBlocked);
}

LookAgain after_ca_error(const Pass& pass, const acme::Error& error) {
  if (error.kind == acme::Error::Kind::kStopped) return std::nullopt;
  if (doubts_account(error) && look_up_anew(pass, error)) return kNow;
  const auto progress = progress_of(pass);
  if (!is_trouble(error)) {
    heard_answer(pass);
    give_up_authorizations(pass.world, *progress, pass.stop);
    return after_refusal(pass, error);
  }
  const base::Millis for_all = heard_trouble(pass, error);
  const base::Seconds pause(1LL << std::min(progress->troubles++, 6));
  base::log_warning("CaTrouble", {{"certificate", pass.certificate()}, {"message", error.message}});
  const base::Millis again =
      std::max<base::Millis>({pause, for_all, asked_wait(error.retry_after, kOverload)});
  if (progress->troubles < 2) return again;  // a moment's trouble is no story
  return wait_with(
      pass,
      {true, api::kCaUnreachable,
       error.message + words_for_wait(error.retry_after, kOverload) + "; tried again by itself",
       false},
      again);
}

LookAgain take(const Pass& pass, const StartOrder& step) {
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
    if (const LookAgain without = fall_back(pass)) return without;
    return wait_with(pass, {true, api::kRateLimited, words_for(*wait, pass.now()), false},
                     wait->until - pass.now());
  }
  const base::MonoTime begun = pass.world.clock.mono_now();
  auto order = ask_for_order(pass, **account);
  if (!order) {
    if (order.error().kind == acme::Error::Kind::kStopped) return std::nullopt;
    give_back_reserved(pass);
    heard(pass, order.error());
    if (doubts_account(order.error()) && look_up_anew(pass, order.error())) return kNow;
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
  tell_event(pass, api::kOrderCreated, "Issue",
             "ordered a certificate for " + std::to_string(pass.seen.wanted.size()) +
                 " name(s) of " + pass.seen.asked.text() + ", because " + std::string(step.reason),
             false);
  return record_order(pass, step.reason, order->url, (*account)->url);
}

LookAgain take(const Pass& pass, const FetchOrder&) {
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
  return kNow;
}

LookAgain take(const Pass& pass, const AbandonOrder& step) {
  give_up_authorizations(pass.world, *progress_of(pass), pass.stop);
  return abandon(pass, step.why);
}

LookAgain take(const Pass& pass, const EndRehearsal&) {
  base::log_info("Rehearsed",
                 {{"certificate", pass.certificate()}, {"issuer", pass.seen.asked.text()}});
  return end_rehearsal(pass);
}

LookAgain take(const Pass& pass, const LeaveNamesOut&) {
  give_up_authorizations(pass.world, *progress_of(pass), pass.stop);
  return leave_out(pass, pass.seen.order->refused);
}

LookAgain take(const Pass& pass, const FailOrder& step) {
  give_up_authorizations(pass.world, *progress_of(pass), pass.stop);
  return fail(pass, {step.reason, step.message, std::nullopt, false});
}

}  // namespace controller
