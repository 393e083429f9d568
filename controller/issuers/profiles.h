// Profiles: the kinds of certificate that a CA lists in its directory, of which an issuer may ask
// for one (draft-ietf-acme-profiles section 3). A name that is not listed is never sent. Any
// thread.
#pragma once

#include <optional>
#include <string>

#include "acme/client.h"
#include "base/look_again.h"
#include "issuers/accounts.h"
#include "issuers/issuer_desk.h"

namespace controller {

// What an order is asked for with; "" for the CA's default.
std::string profile_of(const Account& account, const acme::Directory& directory);

// Why nothing can be ordered, where the issuer's policy is Required.
std::optional<acme::Error> profile_problem(const Account& account,
                                           const acme::Directory& directory);

// CAs withdraw profiles. Has an issuer that is ready say, by the condition ProfileNotOffered, that
// the next order would not be what it asks for; looks again every six hours.
base::LookAgain look_at_profile(const IssuerDesk& desk, const api::Issuer& issuer,
                                std::stop_token stop);

}  // namespace controller
