// How the attempt to issue for one Certificate ends. Each ending forgets what this process knew of
// the order, tells the limits, and records the status.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/look_again.h"
#include "lifecycle/retry.h"
#include "pass/pass.h"

namespace controller {

// Ends the order, if there is one; the next is without these names. No failure is counted but
// theirs.
base::LookAgain leave_out(const Pass& pass, const std::vector<api::RefusedName>& refused);

// What was left out before is left out of this renewal too; nothing when there is no such thing.
base::LookAgain fall_back(const Pass& pass);

// Ends the attempt: no order any more, the failure counted, the next try in the status.
base::LookAgain fail(const Pass& pass, const lifecycle::Refusal& refusal);

// Ends the order without counting a failure.
base::LookAgain abandon(const Pass& pass, const std::string& why);

// Ends the order well that was only to prove the names: the next one is the other CA's.
base::LookAgain end_rehearsal(const Pass& pass);

// Ends the attempt well: what is stored now, and what the CA says of its renewal.
base::LookAgain succeed(const Pass& pass, const records::StoredCertificate& stored,
                        const std::optional<api::RenewalInfo>& renewal_info);

}  // namespace controller
