// What each step of decide() does in the simulated year: as the real steps do, without a cluster.

#include "api/reasons.h"
#include "lifecycle/after.h"
#include "lifecycle/reasons.h"
#include "lifecycle/renewal.h"
#include "lifecycle/replacement.h"
#include "pacing/counted.h"
#include "year/year.h"

namespace controller {
namespace {

using base::Millis;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Status = acme::OrderStatus;
using lifecycle::Outcome;

acme::Error no_answer() {
  acme::Error error;
  error.message = "no answer";
  return error;
}

}  // namespace

Outcome Year::perform(One& one, const lifecycle::Rest& step) {
  if (step.until) return Millis(*step.until - by_our_clock(one));
  return std::nullopt;
}

Outcome Year::perform(One& one, const lifecycle::AskRenewalInfo&) {
  one.next_poll = now_ + (ca_works() ? hours(24) : hours(6));
  if (!ca_works()) return base::kNow;
  heard_ = now_;
  const records::StoredCertificate& have = *one.seen.stored;
  const base::WallTime middle = have.not_after - one.lifetime / 3;
  const acme::RenewalInfo answer{middle - one.lifetime / 100, middle + one.lifetime / 100, "", {}};
  return lifecycle::RenewalInfoChanged{
      lifecycle::take_answer(one.seen, answer, by_our_clock(one), random_)};
}

Outcome Year::perform(One& one, const lifecycle::CheckClock&) {
  ++sums.clock_checks;
  if (ca_works()) {
    heard_ = now_;
    return base::kNow;
  }
  if (!lifecycle::reason_to_issue(one.seen, by_our_clock(one))) return Millis(minutes(10));
  return lifecycle::attempt_refused(no_answer());
}

Outcome Year::perform(One& one, const lifecycle::CreateKey&) {
  one.seen.key_in_place = true;
  return base::kNow;
}

limits::Order Year::counted(const One& one) const {
  limits::Order order = counted_order(one.seen, issuer_);
  const acme::Directory& directory = one.polls ? directory_ : plain_directory_;
  order.replaces =
      !lifecycle::replaced_by_order(one.seen, issuer_.status.account_url, directory).empty();
  return order;
}

Outcome Year::perform(One& one, const lifecycle::StartOrder& step) {
  if (step.reason == api::kExpiring && now_ < lifecycle::renewal_time(one.seen)) ++sums.early;
  const limits::Order order = counted(one);
  if (const auto wait = ledger_->reserve(order, rules_, by_our_clock(one))) {
    ++sums.waits;
    return lifecycle::LimitReached{"a limit", wait->until - by_our_clock(one)};
  }
  if (!ca_works()) {
    ledger_->give_back(order, rules_);
    return lifecycle::RequestRefused{no_answer()};
  }
  heard_ = now_;
  one.order = {
      {one.domain, order.names.front(), order.replaces}, one.seen.wanted, Status::kReady, {}};
  if (any_number(10) == 0 || within(ca.flaky, now_)) one.order.status = Status::kPending;
  ca.order(one.order.asked, now_);
  if (dies()) {
    ca.failed(one.order.asked);  // nobody will finish it
    return base::kNow;
  }
  one.seen.order = lifecycle::OrderSeen{};
  return lifecycle::OrderMade{"https://ca/o", issuer_.status.account_url, step.reason, ""};
}

// As the steps of an order do: each trouble in a row waits longer.
Outcome Year::trouble(One& one) { return lifecycle::CaError{no_answer(), ++one.troubles}; }

Outcome Year::perform(One& one, const lifecycle::FetchOrder&) {
  if (!ca_works()) return trouble(one);
  one.troubles = 0;
  lifecycle::OrderSeen& seen = *one.seen.order;
  seen.fetched = true;
  seen.status = one.order.status;
  seen.identifiers = one.order.names;
  if (seen.status == Status::kInvalid) seen.failure = "validation by the CA: refused";
  return base::kNow;
}

Outcome Year::perform(One& one, const lifecycle::PresentAnswers&) {
  one.seen.order->presented = true;
  one.seen.answers_left = true;
  return base::kNow;
}
Outcome Year::perform(One& one, const lifecycle::ConfirmAnswers&) {
  one.seen.order->confirmed = true;
  return base::kNow;
}
Outcome Year::perform(One& one, const lifecycle::AnswerChallenges&) {
  if (!ca_works()) return trouble(one);
  one.troubles = 0;
  one.seen.order->answered = true;
  const bool fails = within(ca.flaky, now_) && any_number(2) == 0;
  one.order.status = fails ? Status::kInvalid : Status::kReady;
  if (fails) ca.failed(one.order.asked);
  return base::kNow;
}
Outcome Year::perform(One& one, const lifecycle::AwaitValidation&) {
  one.seen.order->validation_due = true;
  return Millis(seconds(3));
}

Outcome Year::perform(One& one, const lifecycle::PollOrder&) {
  if (!ca_works()) return trouble(one);
  one.troubles = 0;
  lifecycle::OrderSeen& seen = *one.seen.order;
  seen.status = one.order.status;
  if (seen.status != Status::kInvalid) return base::kNow;
  ++sums.failures;
  seen.failure = "validation by the CA: refused";
  ledger_->note_failure(counted(one), one.order.names.front().value, rules_, by_our_clock(one));
  return base::kNow;
}

Outcome Year::perform(One& one, const lifecycle::FinalizeOrder&) {
  if (!ca_works()) return trouble(one);
  one.troubles = 0;
  one.order.status = Status::kValid;
  one.order.not_before = now_;
  one.seen.order->status = Status::kProcessing;
  return any_number(10) == 0 ? Millis(seconds(1)) : base::kNow;
}

Outcome Year::perform(One& one, const lifecycle::StoreCertificate&) {
  if (!ca_works()) return trouble(one);
  one.troubles = 0;
  const bool again = one.seen.stored && one.seen.stored->not_before == one.order.not_before;
  if (!again) store(one);
  if (dies()) return base::kNow;
  one.seen.key_in_place = false;
  return lifecycle::Issued{*one.seen.stored, std::nullopt};
}

// What is good still at the CA counts there as nothing, once it has run out.
Outcome Year::perform(One& one, const lifecycle::AbandonOrder& step) {
  if (one.order.status == Status::kPending || one.order.status == Status::kReady) {
    ca.failed(one.order.asked);
  }
  return lifecycle::Abandoned{step.why};
}

Outcome Year::perform(One&, const lifecycle::FailOrder& step) {
  return lifecycle::FailedAttempt{.reason = step.reason, .message = step.message};
}

void Year::give_back(const One& one) {
  const bool open = one.seen.order && one.seen.order->status != Status::kValid;
  if (open) ledger_->give_back(counted(one), rules_);
}

// As the real conclude() does, without a cluster.
// `rests`: nothing but a change needs another look.
Year::Pause Year::conclude(One& one, const Outcome& outcome, bool rests) {
  lifecycle::After after = lifecycle::after(one.seen, outcome, by_our_clock(one), random_);
  const auto* failed = std::get_if<lifecycle::Failed>(&after.ending);
  const bool abandoned = std::holds_alternative<lifecycle::Abandoned>(after.ending);
  if (failed || abandoned) give_back(one);
  if (abandoned || (failed && failed->about_names))
    ledger_->note_vain(counted(one), rules_, by_our_clock(one));
  const Pause pause = after.pause.value_or(hours(1));
  if (!after.status && !after.pause && !rests) ++sums.not_as_asked;
  if (!after.status) return pause;
  const bool is_news = *after.status != one.certificate->status;
  if (!is_news && !after.pause) ++sums.not_as_asked;
  one.certificate->status = *std::move(after.status);
  if (!one.certificate->status.order) one.seen.order.reset();
  return is_news ? base::kNow : pause;
}

Outcome Year::perform(One& one, const lifecycle::CleanUp&) {
  one.seen.answers_left = false;
  return base::kNow;
}

Outcome Year::perform(One&, const lifecycle::Report&) { return lifecycle::StatusDue{}; }

}  // namespace controller
