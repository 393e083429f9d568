// Twins: Certificates of one namespace that ask for the very same, of the same issuer, and whose
// annotation says that they share one: it is ordered once, and each has it in its own Secret. The
// first by name is the one that orders; what any of them has that serves another is copied.
// PURE: no I/O, no clock, no log; any thread.
#pragma once

#include "api/certificate.h"
#include "base/clock.h"
#include "lifecycle/observed.h"

namespace lifecycle {

// "true" on each of them: their Secrets hold the same key.
inline constexpr std::string_view kShareAnnotation = "sallyport.dev/share-certificate";

bool shares(const api::Certificate& certificate);

// Whether the two are twins.
bool are_twins(const api::Certificate& one, const api::Certificate& other);

// Whether it will have another certificate before long: it is asked for, or due.
bool is_about_to_issue(const api::Certificate& certificate, base::WallTime now);

// What would be observed with this certificate in the Secret.
Observed holding(Observed seen, const records::StoredCertificate& stored);

// Whether what the twin has would do, and is newer than what there is.
bool twin_serves(const Observed& seen, base::WallTime now);

}  // namespace lifecycle
