// conclude(): carries out what follows from the outcome of a step, as lifecycle::after() says: the
// status, the limits, metrics, log and Events, and what this process forgets of an attempt that is
// over.
#pragma once

#include "base/look_again.h"
#include "lifecycle/outcome.h"
#include "pass/pass.h"

namespace controller {

base::LookAgain conclude(const Pass& pass, const lifecycle::Outcome& outcome);

}  // namespace controller
