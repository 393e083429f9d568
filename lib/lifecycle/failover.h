// Whose CA is asked. PURE: no I/O, no clock, no log; any thread.
//
// The issuer of the spec, as a rule. One of its fallbacks while that one's CA has failed three
// times in a row (once, in the last fifth of the stored certificate's lifetime) or does not answer;
// an order that is under way stays where it is as long as that CA is not down. What only the owner
// can repair, a name that is refused or cannot be validated, never leads to a fallback. The
// issuer's staging issuer, once a name could not be validated: until that has gone well there, the
// CA that counts is not asked again, but in the last fifth of the lifetime.
#pragma once

#include <optional>
#include <vector>

#include "lifecycle/observed.h"

namespace lifecycle {

// What is known of one that may be asked.
struct IssuerSeen {
  api::IssuerRef ref;
  bool serves = false;       // it is ready, and proves all the names
  bool unreachable = false;  // it is not ready, for a while, since its CA does not answer
  int troubles = 0;          // its CA's, in a row, up to now
  bool is_down = false;      // its CA, or was a moment ago
  bool operator==(const IssuerSeen&) const = default;
};

struct Asked {
  api::IssuerRef issuer;
  bool at_once = false;
  bool rehearses = false;
  bool operator==(const Asked&) const = default;
};

// Of the Certificate's issuers, in its order; `staging` when the first of them has one. Without a
// reason to issue, the one that has issued.
Asked asked_issuer(const Observed& seen, const std::vector<IssuerSeen>& issuers,
                   const std::optional<IssuerSeen>& staging, base::WallTime now);

// Whether it counts for the failures of another issuer, and not for those of the one that is asked.
bool is_anothers(const api::Failure& failure, const Observed& seen);

// The owner has changed the spec, or asks for another try, since the failure in its status.
bool is_asked_anew(const api::Certificate& certificate);

}  // namespace lifecycle
