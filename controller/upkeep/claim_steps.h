// The NameClaim of a Certificate that is gone: what of it is kept, and for how long.
#pragma once

#include "base/look_again.h"
#include "pass/pass.h"

namespace controller {

// When to look again, while something of it is kept.
base::LookAgain release_names(World& world, const kube::ObjectKey& certificate,
                              std::stop_token stop);

}  // namespace controller
