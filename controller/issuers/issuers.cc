#include "issuers/issuers.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "base/random.h"
#include "issuers/issuer_status.h"
#include "issuers/profiles.h"
#include "issuers/rollover.h"
#include "lifecycle/issuer_life.h"
#include "wire/time.h"

namespace controller {
namespace {

constexpr base::Millis kUntilOrdersEnd{5000};

// The request is served, well or not.
void end_rollover(api::Issuer& issuer, const Rollover::Ended& ended, base::WallTime now) {
  issuer.status.rollover_request = issuer.rollover_request();
  if (ended.account) {
    put_condition(issuer, api::kAccountKeyChanged, true, api::kAccountKeyChanged,
                  "the key of " + issuer.status.account_url + " is another one since " +
                      wire::write_time(now),
                  now);
  } else {
    put_condition(issuer, api::kAccountKeyChanged, false, api::kAccountKeyKept,
                  "the key of the account stays: " + ended.why_not, now);
  }
}

}  // namespace

base::LookAgain Issuers::reconcile(const api::Issuer& issuer, std::stop_token stop) {
  const std::string& uid = issuer.meta.uid;
  if (!issuer.rollover_due()) key_change_waits_.forget(uid);
  const auto busy = [&] {
    return has_orders(desk_, issuer) && key_change_waits_.waits(uid, desk_.clock.mono_now());
  };
  const auto step = lifecycle::decide_issuer(issuer, busy, desk_.clock.wall_now());
  return std::visit([&](const auto& each) { return perform(issuer, each, stop); }, step);
}

void Issuers::forget(const std::string& uid) {
  key_change_waits_.forget(uid);
  desk_.accounts.forget(uid);
}

base::LookAgain Issuers::perform(const api::Issuer&, const lifecycle::IssuerRests& step,
                                 std::stop_token) {
  if (!step.until) return std::nullopt;
  // In hours: the wall clock may be put right meanwhile.
  constexpr base::Millis kLongestRest = std::chrono::hours(1);
  return std::clamp<base::Millis>(*step.until - desk_.clock.wall_now(), base::kNow, kLongestRest);
}

base::LookAgain Issuers::perform(const api::Issuer& issuer, const lifecycle::LookAtProfile&,
                                 std::stop_token stop) {
  return look_at_profile(desk_, issuer, stop);
}

base::LookAgain Issuers::perform(const api::Issuer& issuer, const lifecycle::RegisterAccount&,
                                 std::stop_token stop) {
  const auto settled = Rollover(desk_, issuer, stop).settle();
  if (stop.stop_requested()) return std::nullopt;
  if (!settled) return report_refusal(issuer, settled.error(), stop);
  const auto registered = Registration(desk_, issuer, stop).registered();
  if (stop.stop_requested()) return std::nullopt;
  if (!registered) return report_refusal(issuer, registered.error(), stop);
  desk_.accounts.keep(issuer, registered->account);
  return report_ready(issuer, *registered, stop);
}

// RFC 8555 section 7.3.6: for good. One that is not valid any more has been deactivated before.
base::LookAgain Issuers::perform(const api::Issuer& issuer, const lifecycle::DeactivateAccount&,
                                 std::stop_token stop) {
  const auto account = desk_.accounts.get(issuer, stop);
  if (!account) return report_refusal(issuer, {api::kAccountKeyMissing, account.error().why}, stop);
  const auto done = (*account)->ca->deactivate((*account)->signer(), stop);
  if (stop.stop_requested()) return std::nullopt;
  const bool before = !done && done.error().is("unauthorized");
  if (!done && !before) return report_refusal(issuer, refusal_by_ca(done.error()), stop);
  base::log_info(api::kAccountDeactivated,
                 {{"issuer", name_of(issuer)}, {"account", issuer.status.account_url}});
  return report_refusal(issuer, account_is_lost("deactivated, as asked for"), stop);
}

base::LookAgain Issuers::perform(const api::Issuer& issuer, const lifecycle::AnnounceKeyChange&,
                                 std::stop_token stop) {
  api::Issuer next = issuer;
  const auto account = desk_.accounts.get(issuer, stop);
  const auto known = account ? std::optional((*account)->ca->directory(stop)) : std::nullopt;
  if (stop.stop_requested()) return std::nullopt;
  if (known && *known && (*known)->key_change.empty()) {
    end_rollover(next, {nullptr, "the CA does not offer to change it (keyChange, RFC 8555 7.3.5)"},
                 desk_.clock.wall_now());
    return write(next, stop);
  }
  if (known && !*known) return put_off(issuer, refusal_by_ca(known->error()), stop);
  next.status.failure.reset();
  put_condition(next, api::kReady, false, api::kAccountKeyChanging,
                "the account's key is being changed, as asked for", desk_.clock.wall_now());
  return write(next, stop);
}

// Whether the CA offers it is not known: nothing is begun, and orders go on.
base::LookAgain Issuers::put_off(const api::Issuer& issuer, const Refused& why,
                                 std::stop_token stop) {
  api::Issuer next = issuer;
  next.status =
      lifecycle::put_off_status(issuer, why, desk_.clock.wall_now(), base::random_source());
  return write(next, stop);
}

base::LookAgain Issuers::perform(const api::Issuer& issuer, const lifecycle::ChangeKey& step,
                                 std::stop_token stop) {
  api::Issuer next = issuer;
  const auto ended = Rollover(desk_, issuer, stop).change(step.may_begin);
  if (stop.stop_requested()) return std::nullopt;
  if (!ended) return report_refusal(issuer, ended.error(), stop);
  const bool put_off = !ended->account && ended->why_not.empty();
  if (!put_off) end_rollover(next, *ended, desk_.clock.wall_now());
  if (!ended->account) return perform(next, lifecycle::RegisterAccount{}, stop);
  desk_.accounts.keep(next, ended->account);
  return report_ready(next, {ended->account, ""}, stop);
}

base::LookAgain Issuers::perform(const api::Issuer& issuer, const lifecycle::PutOffKeyChange&,
                                 std::stop_token stop) {
  api::Issuer next = issuer;
  put_condition(
      next, api::kAccountKeyChanged, false, api::kOrdersUnderWay,
      "names of this issuer's orders are being proved with the key: it is changed when they "
      "are, and in 5 minutes at the latest",
      desk_.clock.wall_now());
  const base::LookAgain again = next.status == issuer.status ? base::kNow : write(next, stop);
  return again == base::kNow ? base::LookAgain(kUntilOrdersEnd) : again;
}

base::LookAgain Issuers::report_ready(const api::Issuer& issuer, const Registered& registered,
                                      std::stop_token stop) {
  // What fails now is tried again by whoever needs it.
  if (const auto sealed = desk_.seals.prepare(stop); !sealed)
    base::log_warning(api::kClusterRefused, {{"message", sealed.error().message}});
  const std::string& url = registered.account->url;
  api::Issuer next = issuer;
  next.status = lifecycle::ready_status(issuer, url, registered.note, desk_.clock.wall_now());
  base::log_info(api::kAccountRegistered,
                 {{"issuer", name_of(issuer)}, {"account", url}, {"note", registered.note}});
  return write(next, stop);
}

base::LookAgain Issuers::report_refusal(const api::Issuer& issuer, const Refused& refused,
                                        std::stop_token stop) {
  const base::WallTime now = desk_.clock.wall_now();
  api::Issuer next = issuer;
  next.status = lifecycle::not_ready_status(issuer, refused, now, base::random_source());
  const auto& next_try = next.status.failure->next_try;
  base::log_warning(api::kIssuerNotReady,
                    {{"issuer", name_of(issuer)},
                     {"reason", std::string(refused.reason)},
                     {"next_try", next_try ? wire::write_time(*next_try) : "when it is changed"},
                     {"message", refused.message}});
  const base::LookAgain again = write(next, stop);
  const bool told = again == base::kNow || again == base::kAfterConflict;
  if (!told && next_try) return std::max<base::Millis>(*again, *next_try - now);
  if (again && *again > base::kNow) return again;
  return next_try ? base::LookAgain(*next_try - now) : std::nullopt;
}

base::LookAgain Issuers::write(const api::Issuer& issuer, std::stop_token stop) {
  const auto written = write_issuer(desk_, issuer, stop);
  if (written) return base::kNow;
  if (written.error().kind == kube::Error::Kind::kConflict) return base::kAfterConflict;
  base::log_warning(api::kClusterRefused,
                    {{"issuer", name_of(issuer)}, {"message", written.error().message}});
  return base::Seconds(2);
}

}  // namespace controller
