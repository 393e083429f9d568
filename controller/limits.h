// What the steps ask of the local model of the CA's rate limits (lib/limits), for one Certificate.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/accounts.h"
#include "controller/pass.h"
#include "limits/ledger.h"

namespace controller {

limits::Rules rules_of(const api::Issuer& issuer);

// As what the CA counts the order under way, or the one that is to be made; what it replaces (RFC
// 9773) is not looked at. PURE.
limits::Order counted_order(const Observed& seen, const api::Issuer& issuer);

// What the CA has counted of a Certificate, as far as its status tells: the last issuance, and what
// has been tried since. PURE.
struct Counted {
  base::WallTime at;
  limits::Order order;
  limits::Rules rules;
};
void add_counted(const api::Certificate& certificate, const api::Issuer& issuer,
                 std::vector<Counted>& all);
void note_all(const std::vector<Counted>& all, limits::Ledger& ledger);

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

// At the start: what was ordered before counts still; and what a CA said of its limits holds.
void note_certificates(World& world);

// For the status: which limit, and when the next try is.
std::string words_for(const limits::Wait& wait, base::WallTime now);

}  // namespace controller
