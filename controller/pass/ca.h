// The CA of a Certificate's issuer, and our account there.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "issuers/accounts.h"
#include "lifecycle/outcome.h"
#include "pass/pass.h"

namespace controller {

// By the name that Outages has for it; "" without an issuer.
std::string ca_of(const Pass& pass);
base::Result<std::shared_ptr<Account>, NoAccount> account_of(const Pass& pass);
// What becomes of a step that needs it. Where the Secret of a ready issuer is gone, the issuer is
// looked at anew.
lifecycle::Outcome without_account(const Pass& pass, const NoAccount& error);
// The same of another issuer than the one that is asked now.
lifecycle::Outcome without_account(const Pass& pass, const api::IssuerRef& ref,
                                   const NoAccount& error);
// The issuer is not ready any more, and has its account looked up anew, or made again. False where
// that cannot be written.
bool put_in_doubt(const Pass& pass, const api::Issuer& issuer, const std::string& why);

}  // namespace controller
