// How the routes of a Certificate are written: the Ingresses and HTTPRoutes that lead its names to
// the sidecar.
#pragma once

#include "lifecycle/outcome.h"
#include "pass/pass.h"

namespace controller {

// base::kNow once all is written. The issuer must be there.
lifecycle::Outcome put_routes(const Pass& pass);

}  // namespace controller
