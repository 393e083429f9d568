// Subset: a certificate for fewer names than the spec lists, where spec.namesPolicy is AllowSubset,
// and what status.refusedNames means for it. PURE; any thread.
//
// A name that the CA refused for good is left out of the orders until the certificate is there: an
// order each, at most. Then the status keeps it, as one that the certificate does without. The next
// renewal asks for all names again, and so does, at once, a changed spec or another value of the
// renew annotation. A renewal that fails for any other reason goes on without them: what was left
// out before never costs the names that work their certificate.
#pragma once

#include <string>
#include <vector>

#include "lifecycle/observed.h"
#include "lifecycle/refusals.h"

namespace lifecycle {

// Of the next order, or of the one under way, sorted.
std::vector<acme::Identifier> names_to_order(const api::Certificate& certificate);
// Of the certificate in use, as the status tells.
std::vector<acme::Identifier> names_issued(const api::Certificate& certificate);

// Those of the spec that it has not, because they were refused.
RefusedNames missing_names(const api::Certificate& certificate,
                           const records::StoredCertificate& stored);
// Whether it has all others, and no more than the spec lists.
bool lacks_only_refused(const api::Certificate& certificate,
                        const records::StoredCertificate& stored);
// Whether the spec has changed since one of them was refused.
bool is_to_be_completed(const api::Certificate& certificate,
                        const records::StoredCertificate& stored);

// Whether to go on without them: the policy says so, and something is left.
bool may_leave_out(const Observed& seen, const RefusedNames& refused);

// status.refusedNames when these are left out; when an attempt has failed for another reason, where
// `due_by_time` says that nothing but time was a reason for it; and when nothing is due any more.
RefusedNames leaving_out(const Observed& seen, const RefusedNames& refused);
RefusedNames falling_back(const Observed& seen, bool due_by_time);
RefusedNames at_rest(const Observed& seen);

// "a.example (dns: no such name), b.example (caa: forbidden)"; of many, the first few.
std::string text_of(const RefusedNames& names);

// The common name of the request: the spec's, or the first of its names that is not left out.
std::string common_name_of(const api::CertificateSpec& spec,
                           const std::vector<std::string>& dns_names);

}  // namespace lifecycle
