#include "pass/asking.h"

#include "api/reasons.h"
#include "lifecycle/reasons.h"
#include "lifecycle/waits.h"
#include "pass/ca.h"
#include "pass/record.h"

namespace controller {
namespace {

constexpr int kServiceUnavailable = 503;

template <class T>
constexpr bool asks(const T&) {
  return std::is_same_v<T, lifecycle::StartOrder> || std::is_same_v<T, lifecycle::FetchOrder> ||
         std::is_same_v<T, lifecycle::PollOrder> ||
         std::is_same_v<T, lifecycle::AnswerChallenges> ||
         std::is_same_v<T, lifecycle::FinalizeOrder> ||
         std::is_same_v<T, lifecycle::StoreCertificate> ||
         std::is_same_v<T, lifecycle::CheckClock> || std::is_same_v<T, lifecycle::AskRenewalInfo>;
}

// The CA is gone or stands aside: not one of its endpoints, and not because of what was asked.
bool is_whole(const acme::Error& error) {
  return error.kind == acme::Error::Kind::kNetwork || error.status == kServiceUnavailable;
}

// What a namespace may not connect to is no trouble of the CA.
bool counts(const acme::Error& error) {
  return error.kind != acme::Error::Kind::kFenced && error.kind != acme::Error::Kind::kStopped &&
         error.is_trouble() && !error.is("badNonce");
}

bool is_told_already(const Pass& pass, const lifecycle::Chapter& chapter) {
  const api::CertificateStatus& told = pass.seen.certificate->status;
  const kube::Condition* issuing = kube::find_condition(told.conditions, api::kIssuing);
  return issuing != nullptr && issuing->reason == api::kCaUnreachable &&
         lifecycle::urgency_of(tell(pass.seen, pass.now(), chapter)) == lifecycle::urgency_of(told);
}

}  // namespace

base::Millis heard_trouble(const Pass& pass, const acme::Error& error) {
  const std::string ca = ca_of(pass);
  if (ca.empty() || !counts(error)) return base::Millis(0);
  return pass.world.outages.failed(
      ca,
      {is_whole(error), lifecycle::asked_wait(error.retry_after, lifecycle::kOverload),
       error.message},
      pass.world.clock.mono_now());
}

void heard_answer(const Pass& pass) {
  const std::string ca = ca_of(pass);
  if (!ca.empty()) pass.world.outages.answered(ca);
}

void heard(const Pass& pass, const acme::Error& error) {
  if (error.kind == acme::Error::Kind::kStopped) return;
  if (!error.is_trouble()) return heard_answer(pass);
  static_cast<void>(heard_trouble(pass, error));
}

Asking::Asking(const Pass& pass, const lifecycle::Step& step) : pass_(pass) {
  if (!std::visit([](const auto& each) { return asks(each); }, step)) return;
  ca_ = ca_of(pass);
  if (ca_.empty()) return;
  wait_ = pass.world.outages.wait(ca_, pass.meta().key(), pass.world.clock.mono_now());
}

Asking::~Asking() {
  if (!ca_.empty()) pass_.world.outages.give_back(ca_, pass_.meta().key());
}

base::LookAgain Asking::wait() const {
  const bool due = pass_.seen.order || lifecycle::reason_to_issue(pass_.seen, pass_.now());
  const lifecycle::Chapter chapter{
      true, api::kCaUnreachable,
      wait_->why + "; all certificates of this CA wait, and go on by themselves", false};
  if (!due || is_told_already(pass_, chapter)) return wait_->pause;
  return wait_with(pass_, chapter, wait_->pause);
}

}  // namespace controller
