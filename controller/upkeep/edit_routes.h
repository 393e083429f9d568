// How users' own Ingresses are edited, and the door in their namespace that the path leads to. What
// Certificates of a namespace share there is written by one worker at a time.
#pragma once

#include <stop_token>
#include <string>

#include "base/look_again.h"
#include "lifecycle/outcome.h"
#include "pass/pass.h"
#include "routes/wanted.h"

namespace controller {

// Puts the path of hosts that have none into the user's Ingress. base::kNow once it is in.
lifecycle::Outcome put_edits(const Pass& pass, const WantedEdit& missing);

// Takes out of a namespace's Ingresses what nobody asks for any more, and keeps the door as the
// sidecar's replicas are; it goes with the last path. When to look again.
base::LookAgain tidy_edits(World& world, const std::string& namespace_, std::stop_token stop);

}  // namespace controller
