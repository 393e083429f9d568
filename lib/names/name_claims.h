// What the NameClaim of a Certificate is to say. PURE; any thread.
//
// A name that the namespace has is in it as long as the Certificate asks for it. A name that the
// Certificate was issued, and asks for no more, stays in it for 400 days: longer than any public
// certificate for it is valid. When a namespace keeps 1,000 of those, it keeps no more.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "acme_objects/types.h"
#include "api/name_claim.h"
#include "base/clock.h"

namespace names {

inline constexpr base::Millis kUnaskedIsKept = std::chrono::hours(400 * 24);
inline constexpr std::size_t kMostUnasked = 1000;

// Of the Certificate with that name in that namespace, whatever its uid: one that is deleted and
// made again has the same.
kube::ObjectKey name_claim_key(const std::string& system_namespace,
                               const kube::ObjectKey& certificate);

// In the form in which names are compared (base/ip.h), whatever it is written like.
acme::Identifier identifier_of(const std::string& name);

struct ClaimChange {
  api::ClaimedNames recorded;           // as the NameClaim is now
  api::ClaimedNames ours;               // asked for, and the namespace's
  std::vector<acme::Identifier> asked;  // all that is asked for; sorted
  std::function<bool(const std::string&)> was_issued;
  std::size_t unasked = 0;  // names of the whole namespace that are kept and asked for no more
  base::WallTime now;
};

// What it is to say; it is to go when that is nothing.
api::ClaimedNames names_to_claim(const ClaimChange& change);

// When the next of the names that are not asked for any more is given up.
std::optional<base::WallTime> next_end(const api::ClaimedNames& names);

}  // namespace names
