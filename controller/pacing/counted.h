// Counted: what a CA counts towards its rate limits, as far as Certificates, their statuses and
// issuers tell. PURE; any thread.
#pragma once

#include <string>
#include <vector>

#include "api/certificate.h"
#include "api/issuer.h"
#include "lifecycle/observed.h"
#include "limits/ledger.h"

namespace controller {

// Of a ClusterIssuer, its word counts for all. Of a namespace's own Issuer, what it states binds
// itself alone; besides, what its CA is known to count of domains and sets of names, with all
// others.
limits::Limits rules_of(const api::Issuer& issuer);

// How the CA will count the order under way, or the one that is to be made: as new or as a renewal.
// `replaces` stays false.
limits::Order counted_order(const lifecycle::Observed& seen, const api::Issuer& issuer);

// What the CA has counted of a Certificate, as far as its status tells: the last issuance, and what
// has been tried since.
struct Counted {
  base::WallTime at;
  limits::Order order;
  limits::Limits rules;
};
void add_counted(const api::Certificate& certificate, const api::Issuer& issuer,
                 std::vector<Counted>& all);
void note_all(const std::vector<Counted>& all, limits::Ledger& ledger);
limits::Order order_of(const api::Certificate& certificate, const api::Issuer& issuer);

// For the status: which limit, and when the next try is.
std::string text_of(const limits::Wait& wait, base::WallTime now);

}  // namespace controller
