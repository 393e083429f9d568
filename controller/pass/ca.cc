#include "pass/ca.h"

#include "api/reasons.h"
#include "base/log.h"
#include "issuers/issuer_status.h"

namespace controller {

std::string ca_of(const Pass& pass) {
  const auto& issuer = pass.issuer();
  return issuer ? Outages::ca_of(*issuer) : "";
}

base::Result<std::shared_ptr<Account>, NoAccount> account_of(const Pass& pass) {
  const auto& issuer = pass.issuer();
  if (!issuer) return base::unexpected(NoAccount{"the issuer is gone"});
  return pass.world.accounts.get(*issuer, pass.stop);
}

lifecycle::Outcome without_account(const Pass& pass, const NoAccount& error) {
  return without_account(pass, pass.seen.asked, error);
}

lifecycle::Outcome without_account(const Pass& pass, const api::IssuerRef& ref,
                                   const NoAccount& error) {
  // As it is now: somebody else may have found it out.
  const auto issuer = pass.world.stores.issuer(pass.meta().namespace_, ref);
  const bool doubted = error.is_gone && issuer && issuer->ready() &&
                       pass.world.accounts.stays_gone(*issuer) &&
                       pass.world.accounts.doubt(*issuer) &&
                       put_in_doubt(pass, *issuer, "its Secret is gone: " + error.why);
  if (doubted) return base::kNow;
  return lifecycle::Waits{
      {.issuing = true, .reason = api::kIssuerNotReady, .message = "account key: " + error.why},
      base::kWhileBlocked};
}

bool put_in_doubt(const Pass& pass, const api::Issuer& issuer, const std::string& why) {
  api::Issuer next = issuer;
  put_condition(next, api::kReady, false, api::kAccountUnknown, "looking the account up: " + why,
                pass.world.clock.wall_now());
  base::log_warning(api::kAccountUnknown, {{"issuer", name_of(next)}, {"message", why}});
  const auto written = write_issuer(pass.world.issuer_desk(), next, pass.stop);
  if (!written) {
    base::log_warning(api::kClusterRefused,
                      {{"issuer", name_of(next)}, {"message", written.error().message}});
  }
  return written.has_value();
}

}  // namespace controller
