// What an order replaces (RFC 9773 section 5). PURE; any thread.
#pragma once

#include <string>

#include "acme_objects/types.h"
#include "lifecycle/observed.h"

namespace lifecycle {

// The id of the certificate that the order is to replace (RFC 9773 section 5): the stored one,
// where the CA has renewalInfo, from the same issuer and account, with a name in common; else "".
std::string replaced_by_order(const Observed& seen, const std::string& account_url,
                              const acme::Directory& directory);

}  // namespace lifecycle
