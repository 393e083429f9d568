// What each step of decide() does in the simulated year: as the real steps do, without a cluster.

#include "api/reasons.h"
#include "lifecycle/reasons.h"
#include "lifecycle/renewal.h"
#include "lifecycle/replacement.h"
#include "lifecycle/retry.h"
#include "lifecycle/story.h"
#include "pacing/counted.h"
#include "year/year.h"

namespace controller {
namespace {

using base::Millis;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Status = acme::OrderStatus;

constexpr seconds kTrouble{64};  // until a CA that is down amid an order is asked again

}  // namespace

Year::Pause Year::take(One& one, const lifecycle::Rest& step) {
  return step.until ? Millis(*step.until - by_our_clock(one)) : Millis(hours(1));
}

Year::Pause Year::take(One& one, const lifecycle::AskRenewalInfo&) {
  one.next_poll = now_ + (ca_works() ? hours(24) : hours(6));
  if (!ca_works()) return std::nullopt;
  heard_ = now_;
  const records::StoredCertificate& have = *one.seen.stored;
  const base::WallTime middle = have.not_after - one.lifetime / 3;
  const acme::RenewalInfo answer{middle - one.lifetime / 100, middle + one.lifetime / 100, "", {}};
  one.certificate->status.renewal_info =
      lifecycle::take_answer(one.seen, answer, by_our_clock(one), random_);
  return std::nullopt;
}

Year::Pause Year::take(One& one, const lifecycle::CheckClock&) {
  ++sums.clock_checks;
  if (ca_works()) {
    heard_ = now_;
    return std::nullopt;
  }
  if (!lifecycle::reason_to_issue(one.seen, by_our_clock(one))) return minutes(10);
  return failed(one, {api::kCaUnreachable, "no answer", std::nullopt});
}

Year::Pause Year::take(One& one, const lifecycle::CreateKey&) {
  one.seen.key_in_place = true;
  return std::nullopt;
}

limits::Order Year::counted(const One& one) const {
  limits::Order order = counted_order(one.seen, issuer_);
  const acme::Directory& directory = one.polls ? directory_ : plain_directory_;
  order.replaces =
      !lifecycle::replaced_by_order(one.seen, issuer_.status.account_url, directory).empty();
  return order;
}

Year::Pause Year::take(One& one, const lifecycle::StartOrder& step) {
  if (step.reason == api::kExpiring && now_ < lifecycle::renewal_time(one.seen)) ++sums.early;
  const limits::Order order = counted(one);
  if (const auto wait = ledger_->reserve(order, rules_, by_our_clock(one))) {
    ++sums.waits;
    one.certificate->status =
        tell(one.seen, by_our_clock(one), {true, api::kRateLimited, "", false});
    return Millis(wait->until - by_our_clock(one));
  }
  if (!ca_works()) {
    ledger_->give_back(order, rules_);
    return failed(one, {api::kCaUnreachable, "no answer", std::nullopt});
  }
  heard_ = now_;
  one.order = {
      {one.domain, order.names.front(), order.replaces}, one.seen.wanted, Status::kReady, {}};
  if (any_number(10) == 0 || within(ca.flaky, now_)) one.order.status = Status::kPending;
  ca.order(one.order.asked, now_);
  if (dies()) {
    ca.failed(one.order.asked);  // nobody will finish it
    return std::nullopt;
  }
  api::CertificateStatus status =
      tell(one.seen, by_our_clock(one), {true, step.reason, "order is under way", false});
  status.order = api::OrderRecord{"https://ca/o", issuer_.status.account_url,
                                  std::string(step.reason), "", by_our_clock(one)};
  one.certificate->status = std::move(status);
  one.seen.order = lifecycle::OrderSeen{};
  return std::nullopt;
}

Year::Pause Year::take(One& one, const lifecycle::FetchOrder&) {
  if (!ca_works()) return kTrouble;
  lifecycle::OrderSeen& seen = *one.seen.order;
  seen.fetched = true;
  seen.status = one.order.status;
  seen.identifiers = one.order.names;
  if (seen.status == Status::kInvalid) seen.failure = "validation by the CA: refused";
  return std::nullopt;
}

Year::Pause Year::take(One& one, const lifecycle::PresentAnswers&) {
  one.seen.order->presented = true;
  one.seen.answers_left = true;
  return std::nullopt;
}
Year::Pause Year::take(One& one, const lifecycle::ConfirmAnswers&) {
  one.seen.order->confirmed = true;
  return std::nullopt;
}
Year::Pause Year::take(One& one, const lifecycle::AnswerChallenges&) {
  if (!ca_works()) return kTrouble;
  one.seen.order->answered = true;
  const bool fails = within(ca.flaky, now_) && any_number(2) == 0;
  one.order.status = fails ? Status::kInvalid : Status::kReady;
  if (fails) ca.failed(one.order.asked);
  return std::nullopt;
}
Year::Pause Year::take(One& one, const lifecycle::AwaitValidation&) {
  one.seen.order->validation_due = true;
  return seconds(3);
}

Year::Pause Year::take(One& one, const lifecycle::PollOrder&) {
  if (!ca_works()) return kTrouble;
  lifecycle::OrderSeen& seen = *one.seen.order;
  seen.status = one.order.status;
  if (seen.status != Status::kInvalid) return std::nullopt;
  ++sums.failures;
  seen.failure = "validation by the CA: refused";
  ledger_->note_failure(counted(one), one.order.names.front().value, rules_, by_our_clock(one));
  return std::nullopt;
}

Year::Pause Year::take(One& one, const lifecycle::FinalizeOrder&) {
  if (!ca_works()) return kTrouble;
  one.order.status = Status::kValid;
  one.order.not_before = now_;
  one.seen.order->status = Status::kProcessing;
  return any_number(10) == 0 ? Pause(seconds(1)) : Pause();
}

Year::Pause Year::take(One& one, const lifecycle::StoreCertificate&) {
  if (!ca_works()) return kTrouble;
  const bool again = one.seen.stored && one.seen.stored->not_before == one.order.not_before;
  if (!again) store(one);
  if (dies()) return std::nullopt;
  end_order(one);
  one.seen.key_in_place = false;
  one.certificate->status.failure.reset();
  one.certificate->status.renewal_info.reset();
  one.certificate->status = lifecycle::status_now(one.seen, by_our_clock(one));
  return std::nullopt;
}

void Year::end_order(One& one) {
  one.certificate->status.order.reset();
  one.seen.order.reset();
}

// What is good still at the CA counts there as nothing, once it has run out.
Year::Pause Year::take(One& one, const lifecycle::AbandonOrder&) {
  if (one.order.status == Status::kPending || one.order.status == Status::kReady) {
    ca.failed(one.order.asked);
  }
  give_back(one);
  end_order(one);
  one.certificate->status = lifecycle::status_now(one.seen, by_our_clock(one));
  return std::nullopt;
}

Year::Pause Year::take(One& one, const lifecycle::FailOrder& step) {
  give_back(one);
  ledger_->note_vain(counted(one), rules_, by_our_clock(one));
  return failed(one, {step.reason, step.message, std::nullopt});
}

void Year::give_back(const One& one) {
  if (one.seen.order->status != Status::kValid) ledger_->give_back(counted(one), rules_);
}

Year::Pause Year::failed(One& one, const lifecycle::Refusal& refusal) {
  const base::WallTime now = by_our_clock(one);
  const api::Failure failure = lifecycle::failure_of(one.seen, refusal, now, random_);
  end_order(one);
  one.certificate->status.failure = failure;
  one.certificate->status = lifecycle::status_now(one.seen, now);
  return std::nullopt;
}

Year::Pause Year::take(One& one, const lifecycle::CleanUp&) {
  one.seen.answers_left = false;
  return std::nullopt;
}

Year::Pause Year::take(One& one, const lifecycle::Report&) {
  one.certificate->status = lifecycle::status_now(one.seen, by_our_clock(one));
  return std::nullopt;
}

}  // namespace controller
