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
// The error says why it cannot be had.
base::Result<std::shared_ptr<Account>, std::string> account_of(const Pass& pass);
lifecycle::Waits without_account(const std::string& why);

}  // namespace controller
