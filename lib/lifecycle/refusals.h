// Refusals: whether a CA says no, and to which names, by what it answers (RFC 8555 section 6.7.1)
// and by what becomes of an order's authorizations. PURE; any thread. Troubles of the CA's own and
// its limits are no refusals of a name.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "acme_objects/error.h"
#include "api/certificate.h"
#include "base/clock.h"

namespace lifecycle {

using RefusedNames = std::vector<api::RefusedName>;

inline bool has(const RefusedNames& names, const std::string& name) {
  return std::ranges::find(names, name, &api::RefusedName::name) != names.end();
}
inline bool has(const std::vector<acme::Identifier>& names, const std::string& name) {
  return std::ranges::find(names, name, &acme::Identifier::value) != names.end();
}

// The same request would be refused again.
inline bool is_no(const acme::Error& error) {
  return error.kind == acme::Error::Kind::kProblem && error.status < 500 && !error.is("badNonce") &&
         !error.is("rateLimited");
}

// Of the names that were asked for: by an answer, and by an order that has failed.
RefusedNames refused_by(const acme::Error& error, const std::vector<acme::Identifier>& wanted);
RefusedNames refused_in(const acme::Order& order, const std::vector<acme::Authorization>& open,
                        const std::vector<acme::Identifier>& wanted);
// Whether the CA has validated one that is not among them. `open`: the order's authorizations, but
// for those that were valid from the beginning.
bool proves_others(const std::vector<acme::Authorization>& open, const RefusedNames& refused,
                   const std::vector<acme::Identifier>& wanted);

// Whether it is the duration that the CA does not take: RFC 8555 section 7.4 leaves it the choice,
// and Let's Encrypt has made it.
bool refuses_dates(const acme::Error& error);

}  // namespace lifecycle
