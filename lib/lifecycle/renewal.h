// When a certificate is to be renewed. PURE: no I/O, no clock, no log; any thread.
//
// The CA's own wish counts first (RFC 9773): a moment that was chosen once at random in its window.
// Without it, a third of the lifetime before the end, or half of it when the lifetime is under ten
// days, and a little earlier by the Certificate's uid, so that what was made together is not
// renewed together. A renewBefore of the spec is kept to: the CA may only have it earlier. Whatever
// is wished waits for one of the renewalWindows of the spec, unless the CA would have it at once;
// but the last twentieth of the lifetime is an emergency, and a tenth (at most a day after a first
// answer of the CA) passes first, so that nothing is renewed in a loop.
#pragma once

#include <random>

#include "acme_objects/renewal_info.h"
#include "lifecycle/observed.h"

namespace lifecycle {

// All need seen.stored.
base::WallTime renewal_time(const Observed& seen);
// The same, whatever the CA says.
base::WallTime usual_renewal_time(const Observed& seen);
// Not within ten minutes of the last issuance, however short the lifetime, unless the CA would have
// it: it counts each one.
base::WallTime earliest_renewal(const Observed& seen);

// The CA's word on the stored certificate, as the status has it; null when there is none, it is
// about another certificate, or it does not count.
const api::RenewalInfo* valid_renewal_info(const Observed& seen);

// What the status is to say after an answer of the CA: the moment chosen before, as long as the
// window is the same; else a new one in the window; soon, within a minute, when that has passed.
api::RenewalInfo take_answer(const Observed& seen, const acme::RenewalInfo& answer,
                             base::WallTime now, std::mt19937& random);

// A number of [0, 1) that is always the same for a uid, and evenly spread over uids.
double share_of(std::string_view uid);

}  // namespace lifecycle
