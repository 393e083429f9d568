#include "pass/ca.h"

#include "api/reasons.h"

namespace controller {

std::string ca_of(const Pass& pass) {
  const auto& issuer = pass.issuer();
  return issuer ? Outages::ca_of(*issuer) : "";
}

base::Result<std::shared_ptr<Account>, std::string> account_of(const Pass& pass) {
  const auto& issuer = pass.issuer();
  if (!issuer) return base::unexpected(std::string("the issuer is gone"));
  return pass.world.accounts.get(*issuer, pass.stop);
}

lifecycle::Waits without_account(const std::string& why) {
  return {{.issuing = true, .reason = api::kIssuerNotReady, .message = "account key: " + why},
          base::kWhileBlocked};
}

}  // namespace controller
