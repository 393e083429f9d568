// Which of the chains that a CA offers for a certificate is taken.
#pragma once

#include <string>

#include "issuers/accounts.h"
#include "pass/pass.h"

namespace controller {

// How well a chain (PEM) fits a preferred issuer: 0 when not at all; a chain that ends at it is
// better than one that passes it, and of two such the shorter one.
int fit_of_chain(const std::string& pem, const std::string& preferred_issuer);

// The chain that the issuer prefers, else the CA's default with a warning. Reads at most eight
// others, and only when the default is not the one.
std::string preferred_chain(const Pass& pass, const Account& account, const acme::Chain& offered);

}  // namespace controller
