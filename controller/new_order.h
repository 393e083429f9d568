// What an order is asked for with, besides the names, and what is left out when the CA will not
// have it.
#pragma once

#include "acme/client.h"
#include "controller/accounts.h"
#include "controller/pass.h"

namespace controller {

// The id of the certificate that the order is to replace (RFC 9773 section 5): the stored one,
// where the CA has renewalInfo, from the same issuer and account, with a name in common; else "".
std::string replaced_by_order(const Observed& seen, const std::string& account_url,
                              const acme::Directory& directory);

// A new order for seen.wanted, with the issuer's profile (as its policy says) and the duration
// where the issuer has that. One that the CA refuses for what it replaces is asked for once more
// without: that is no failure.
acme::Result<acme::Order> ask_for_order(const Pass& pass, Account& account);

// Whether it is the duration that the CA does not take: RFC 8555 section 7.4 leaves it the choice,
// and Let's Encrypt has made it.
bool refuses_dates(const acme::Error& error);

}  // namespace controller
