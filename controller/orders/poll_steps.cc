// The step that follows an order while the CA works on it.

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "lifecycle/waits.h"
#include "orders/authorizations.h"
#include "orders/order_state.h"
#include "orders/order_steps.h"
#include "pass/asking.h"
#include "pass/ca.h"

namespace controller {
namespace {

constexpr int kQuickPolls = 5;    // then the authorizations are looked at too
constexpr int kMostAnswers = 10;  // of a CA that asks us to say it again
constexpr base::Seconds kPatience{15 * 60};
constexpr base::Seconds kSigningPatience{24 * 3600};  // a person of the CA may have to look at it

// Quick at first, then slower, and slower still the longer a CA takes to sign.
base::Millis pace(int& polls) { return base::Millis(25) * (1 << std::min(polls++, 10)); }

bool asks_again(const acme::Authorization& authorization) {
  const acme::Challenge* http01 = authorization.http01();
  return http01 != nullptr && http01->status == "pending" && http01->error;
}

// RFC 8555 section 8.2: a challenge that is pending with an error is tried again when it is posted
// again; one that is processing is tried by the CA itself. What can lead to nothing any more fails.
std::optional<acme::Error> look_at_authorizations(const Pass& pass, const Account& account,
                                                  Progress& progress) {
  std::vector<std::string> urls;
  for (const acme::Authorization& one : progress.to_validate) urls.push_back(one.url);
  auto now = read_authorizations(pass, account, urls);
  if (!now) return now.error();
  progress.to_validate = *std::move(now);
  progress.failure = why_failed(progress.to_validate);
  std::vector<acme::Authorization> again;
  for (const acme::Authorization& one : progress.to_validate) {
    if (asks_again(one)) again.push_back(one);
  }
  if (again.empty() || progress.answers_again++ >= kMostAnswers) return std::nullopt;
  const auto answered = answer_challenges(pass, account, again);
  return answered ? std::nullopt : std::optional(answered.error());
}

// Why no more is to be expected of the order; "" while there is.
std::string given_up(const Pass& pass, const Progress& progress) {
  if (progress.order.expires && *progress.order.expires <= pass.now())
    return "it expired unfinished";
  const base::MonoTime now = pass.world.clock.mono_now();
  const bool validating = progress.order.status == acme::OrderStatus::kPending;
  if (validating && now >= std::max(progress.answered_at, progress.since) + kPatience)
    return "the CA did not validate it in 15 minutes";
  const bool signing =
      progress.order.status == acme::OrderStatus::kProcessing && !progress.order.expires;
  return signing && now >= progress.since + kSigningPatience ? "the CA did not sign it in a day"
                                                             : "";
}

base::LookAgain note_change(const Pass& pass, Progress& progress, acme::OrderStatus before) {
  if (before == acme::OrderStatus::kPending) {
    base::log_info(api::kValidated, {{"certificate", pass.certificate()}});
    pass_stage(pass, progress, api::kValidated);
  }
  return base::kNow;
}

}  // namespace

lifecycle::Outcome perform(const Pass& pass, const lifecycle::PollOrder&) {
  const auto progress = progress_of(pass);
  const base::MonoTime now = pass.world.clock.mono_now();
  if (now < progress->poll_at) return std::chrono::ceil<base::Millis>(progress->poll_at - now);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  const Account& at = **account;
  const auto order = at.ca->order(at.signer(), progress->order.url, pass.stop);
  if (!order) return ca_error(pass, order.error());
  note_answer(pass);
  const acme::OrderStatus before = progress->order.status;
  note_status(pass, *progress, *order);
  if (order->status == acme::OrderStatus::kInvalid) note_failure(pass, at, *progress);
  if (order->status == acme::OrderStatus::kInvalid) return base::kNow;
  if (order->status != before) return note_change(pass, *progress, before);
  if (const std::string why = given_up(pass, *progress); !why.empty()) {
    return lifecycle::FailedAttempt{.reason = api::kOrderFailed,
                                    .message = "order " + order->url + ": " + why};
  }
  const bool pending = order->status == acme::OrderStatus::kPending;
  if (pending && progress->polls >= kQuickPolls) {
    if (const auto error = look_at_authorizations(pass, at, *progress))
      return ca_error(pass, *error);
  }
  const lifecycle::Bounds& bounds = pending ? lifecycle::kOpenOrder : lifecycle::kProcessing;
  progress->poll_at =
      now + std::max(std::min<base::Millis>(pace(progress->polls),
                                            pending ? base::Millis(3200) : base::Millis(30'000)),
                     lifecycle::asked_wait(order->retry_after, bounds));
  return base::kNow;
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::AwaitVerdicts&) {
  const auto progress = progress_of(pass);
  const base::MonoTime now = pass.world.clock.mono_now();
  if (now < progress->poll_at) return std::chrono::ceil<base::Millis>(progress->poll_at - now);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  note_failure(pass, **account, *progress);
  progress->poll_at = now + pace(progress->verdict_polls);
  return base::kNow;
}

}  // namespace controller
