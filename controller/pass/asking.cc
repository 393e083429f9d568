#include "pass/asking.h"

#include "lifecycle/waits.h"
#include "pass/ca.h"

namespace controller {
namespace {

constexpr int kServiceUnavailable = 503;

// The CA is gone or stands aside: not one of its endpoints, and not because of what was asked.
bool is_whole(const acme::Error& error) {
  return error.kind == acme::Error::Kind::kNetwork || error.status == kServiceUnavailable;
}

// What a namespace may not connect to, what we have no room for, and that we were too fast, is no
// trouble of the CA.
bool counts(const acme::Error& error) {
  using Kind = acme::Error::Kind;
  const bool of_the_ca =
      error.kind == Kind::kNetwork || error.kind == Kind::kTrouble || error.kind == Kind::kProblem;
  return of_the_ca && error.is_trouble() && !error.is("badNonce");
}

}  // namespace

base::Millis note_trouble(const Pass& pass, const acme::Error& error) {
  const std::string ca = ca_of(pass);
  if (ca.empty() || !counts(error)) return base::Millis(0);
  return pass.world.outages.failed(
      ca,
      {is_whole(error), lifecycle::asked_wait(error.retry_after, lifecycle::kOverload),
       error.message},
      pass.world.clock.mono_now());
}

void note_answer(const Pass& pass) {
  const std::string ca = ca_of(pass);
  if (!ca.empty()) pass.world.outages.answered(ca);
}

void note_error(const Pass& pass, const acme::Error& error) {
  if (error.kind == acme::Error::Kind::kStopped) return;
  // What was not sent was not answered.
  if (!error.is_trouble() && error.status == 0) return;
  if (!error.is_trouble()) return note_answer(pass);
  static_cast<void>(note_trouble(pass, error));
}

Asking::Asking(const Pass& pass, const lifecycle::Step& step) : pass_(pass) {
  if (!std::visit([](const auto& each) { return each.kAsksCa; }, step)) return;
  ca_ = ca_of(pass);
  if (ca_.empty()) return;
  wait_ = pass.world.outages.wait(ca_, pass.meta().key(), pass.world.clock.mono_now());
}

Asking::~Asking() {
  if (!ca_.empty()) pass_.world.outages.give_back(ca_, pass_.meta().key());
}

}  // namespace controller
