// What the steps ask of the local model of the CA's rate limits (lib/limits), for one Certificate.
#pragma once

#include <optional>
#include <string>

#include "controller/accounts.h"
#include "controller/pass.h"
#include "limits/ledger.h"

namespace controller {

// Before an order is asked for. Nothing: go on, what it needs is reserved.
std::optional<limits::Wait> reserve_order(const Pass& pass, const Account& account);

// The order that was reserved, or followed, came to no certificate.
void give_back_order(const Pass& pass);

// The CA was asked, and it came to nothing.
void note_vain_attempt(const Pass& pass);

// The CA refused the order for a rate limit, in these words: who shares it does not ask before.
void hold_limit(const Pass& pass, const std::string& words, base::WallTime until);

// The CA could not validate this name.
void note_failed_name(const Pass& pass, const std::string& name);

// At the start: the certificates that are there were issued once, and count; and what a CA said of
// its limits still holds.
void note_certificates(World& world);

// For the status: which limit, and when the next try is.
std::string words_for(const limits::Wait& wait, base::WallTime now);

}  // namespace controller
