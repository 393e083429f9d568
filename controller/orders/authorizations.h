// The authorizations of an order (RFC 8555 section 7.5): read, answered and given up, as many at
// once as the account may. Any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "issuers/accounts.h"
#include "pass/pass.h"
#include "pass/progress.h"

namespace controller {

using AuthorizationsRead = std::map<std::string, acme::Authorization>;  // by URL

// In the order of the URLs; the first error when there is one, after which no more are read.
acme::Result<std::vector<acme::Authorization>> read_authorizations(
    const Pass& pass, const Account& account, const std::vector<std::string>& urls);
// The same, without those that were read so far. What comes is kept there, also beside an error.
acme::Result<std::vector<acme::Authorization>> read_authorizations(
    const Pass& pass, const Account& account, const std::vector<std::string>& urls,
    AuthorizationsRead& so_far);

// Tells the CA to look, wherever the challenge is pending.
acme::Result<bool> answer_challenges(const Pass& pass, const Account& account,
                                     std::vector<acme::Authorization>& authorizations);

// Section 7.5.2: those that are still pending do not count at the CA any more. What fails is left:
// the CA lets it expire. One that does not answer is not asked.
void give_up_authorizations(const World& world, const Progress& progress, std::stop_token stop);

// "a.example, b.example: connection: refused (hint)", of each that failed or can lead to nothing
// any more; "" when none did. Of many names the first few, and how many more there are.
std::string why_failed(const std::vector<acme::Authorization>& authorizations);

}  // namespace controller
