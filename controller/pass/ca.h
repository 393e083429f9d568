// The CA of a Certificate's issuer, and our account there.
#pragma once

#include <memory>
#include <string>

#include "acme_objects/error.h"
#include "base/look_again.h"
#include "base/result.h"
#include "issuers/accounts.h"
#include "lifecycle/retry.h"
#include "pass/pass.h"

namespace controller {

// By the name that Outages has for it; "" without an issuer.
std::string ca_of(const Pass& pass);
// The error says why it cannot be had.
base::Result<std::shared_ptr<Account>, std::string> account_of(const Pass& pass);
base::LookAgain without_account(const Pass& pass, const std::string& why);
// What an answer of the CA that is no success means for the attempt.
lifecycle::Refusal refusal_of(const acme::Error& error);

}  // namespace controller
