// How HTTPRoutes are written. They are shared, so whoever writes one has the turn of its group
// (routes/route_desk.h), and takes all hosts along that wait for it then.
#pragma once

#include <stop_token>

#include "base/look_again.h"
#include "lifecycle/outcome.h"
#include "pass/pass.h"
#include "routes/wanted.h"

namespace controller {

// The Gateway or ListenerSet that it names, as it was in the last seconds; nothing in it where
// there is none.
kube::Result<RouteDesk::Gateway> look_at_gateway(World& world, const api::ParentRef& parent,
                                                 std::stop_token stop);

// Puts hosts that have no HTTPRoute yet into one. base::kNow once they are in one, or what stands
// in the way is noted.
lifecycle::Outcome put_http_routes(const Pass& pass, const WantedHttpRoute& missing);

// What an HTTPRoute has that nobody asks for any more goes, or all of it; what its Gateway calls
// its listeners now is taken over. When to look again.
base::LookAgain tidy_http_route(World& world, const kube::ObjectKey& key, std::stop_token stop);

}  // namespace controller
