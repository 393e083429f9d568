// The step that holds our clock against the CA's, so that a clock that jumps renews nothing. What
// it finds is a condition of the issuer, and not of each of its certificates.

#include "api/reasons.h"
#include "base/log.h"
#include "issuers/issuer_status.h"
#include "lifecycle/reasons.h"
#include "pass/asking.h"
#include "pass/ca.h"
#include "upkeep/upkeep_steps.h"
#include "wire/time.h"

namespace controller {
namespace {

constexpr base::Millis kUntilAskedAgain = std::chrono::minutes(10);

kube::Condition condition_of(const Pass& pass, const api::Issuer& issuer, bool far) {
  const std::string here = wire::write_time(pass.world.clock.wall_now());
  const std::string message = far ? "the controller's clock said " + here + " when the CA's said " +
                                        wire::write_time(pass.now()) +
                                        ": set it right, by NTP; until then the CA's counts"
                                  : "the controller's clock is the CA's, within 5 minutes";
  return {std::string(api::kClockSkew),
          far ? "True" : "False",
          std::string(far ? api::kClockSkew : api::kClocksAgree),
          message,
          issuer.meta.generation,
          {}};
}

lifecycle::Outcome report_clock(const Pass& pass, const api::Issuer& issuer) {
  const bool far = pass.seen.clock_difference != base::Millis(0);
  api::Issuer next = issuer;
  const kube::Condition condition = condition_of(pass, issuer, far);
  kube::set_condition(next.status.conditions, condition, pass.now());
  base::log_warning(condition.reason,
                    {{"issuer", issuer.meta.key().text()}, {"message", condition.message}});
  const auto written = write_issuer(pass.world.issuer_desk(), next, pass.stop);
  if (!written) return lifecycle::ClusterError{written.error()};
  return base::kNow;
}

}  // namespace

lifecycle::Outcome perform(const Pass& pass, const lifecycle::CheckClock&) {
  const auto& issuer = pass.issuer();
  if (issuer && pass.seen.clock_checked) return report_clock(pass, *issuer);
  const bool due = lifecycle::reason_to_issue(pass.seen, pass.now()).has_value();
  const auto account = account_of(pass);
  if (!account && due) return without_account(pass, account.error());
  if (!account) return kUntilAskedAgain;
  const auto asked = (*account)->ca->ask_time(pass.stop);
  if (asked) note_answer(pass);
  if (asked) return base::kNow;
  if (asked.error().kind == acme::Error::Kind::kStopped) return std::nullopt;
  note_error(pass, asked.error());
  if (due) return lifecycle::RequestRefused{asked.error()};
  return kUntilAskedAgain;
}

}  // namespace controller
