// What an order is asked for with, besides the names, and what is left out when the CA will not
// have it.
#pragma once

#include "acme/client.h"
#include "issuers/accounts.h"
#include "pass/pass.h"

namespace controller {

// A new order for seen.wanted, with the issuer's profile (as its policy says) and the duration
// where the issuer has that. One that the CA refuses for what it replaces is asked for once more
// without: that is no failure.
acme::Result<acme::Order> ask_for_order(const Pass& pass, Account& account);

}  // namespace controller
