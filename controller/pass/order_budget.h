// What the steps of one Certificate ask of the local model of the CA's rate limits (lib/limits),
// and tell it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "issuers/accounts.h"
#include "limits/ledger.h"
#include "pacing/counted.h"
#include "pass/pass.h"

namespace controller {

// Before an order is asked for. Nothing: go on, what it needs is reserved.
std::optional<limits::Wait> reserve_order(const Pass& pass, const Account& account);

// Reserved, but the CA has not made the order.
void give_back_reserved(const Pass& pass);

// The order under way, if there is one, is given up; the CA counts it only if it is valid.
void give_back_order(const Pass& pass);

// The CA was asked, and it came to nothing: for all names, or for these.
void note_vain_attempt(const Pass& pass, const std::vector<std::string>& names = {});

// The CA refused the order for a rate limit, in these words: who shares it does not ask before.
void hold_limit(const Pass& pass, const std::string& words, base::WallTime until);

// The CA could not validate this name.
void note_failed_name(const Pass& pass, const std::string& name);

// At the start: what was ordered before counts still; and what a CA said of its limits holds, for
// the namespace whose Certificate tells it. Others hear it from the CA.
void note_certificates(World& world);

}  // namespace controller
