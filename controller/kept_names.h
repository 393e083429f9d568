// Kept names: with --keep-names a NamePolicy of ours for each Certificate remembers which names its
// namespace was the first to order, also when the Certificate is gone: then nobody else gets them
// until an administrator deletes that record. Written before the first order, and again only when
// the names have changed. Administrators' NamePolicies count before it. Only a name that
// controller/name_owners.h gives to the namespace may be kept.
#pragma once

#include <vector>

#include "controller/pass.h"

namespace controller {

// A selector of these records, and of all other NamePolicies.
inline constexpr std::string_view kKeptNames = "sallyport.dev/role=kept-names";
inline constexpr std::string_view kNoKeptNames = "sallyport.dev/role!=kept-names";

// Of the Certificate of that name in that namespace, whichever its uid: made again, it has them.
kube::ObjectKey kept_names_key(const kube::ObjectKey& certificate);

// What a record says: whose, and which names. No name for a record that says nobody's.
kube::ObjectKey keeper_of(const api::NamePolicy& record);
std::vector<acme::Identifier> names_kept(const api::NamePolicy& record);

// Nothing once the names of this Certificate are kept; otherwise when to look again.
std::optional<LookAgain> keep_names(const Pass& pass);

}  // namespace controller
