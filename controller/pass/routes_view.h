// RoutesView: how the names of one Certificate are led to the sidecar now, and what is to be done
// about it. From memory alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/certificate.h"
#include "api/issuer.h"
#include "base/clock.h"
#include "pass/world.h"
#include "routes/ingresses.h"
#include "routes/wanted.h"

namespace controller {

struct RoutesView {
  WantedRoutes wanted;
  IngressPlan ingresses;
  std::vector<WantedHttpRoute> missing;  // hosts that may be put into an HTTPRoute
  std::vector<WantedEdit> edits;         // hosts whose path may be put into a user's Ingress
  // Of a name without a better route: how long a Gateway may still take; or why it has none.
  std::optional<base::Millis> patience;
  std::string refusal;
  bool hindered = false;  // an HTTPRoute or a path cannot be written now

  bool in_place() const { return ingresses.changes.empty() && missing.empty() && edits.empty(); }
  bool serves() const { return ingresses.unserved.empty() && missing.empty() && edits.empty(); }
};

// The Ingresses of the Certificate, and those of others that ask for one of its names.
IngressesSeen seen_ingresses(const World& world, const api::Certificate& certificate,
                             const WantedRoutes& wanted);

RoutesView view_routes(const World& world, const api::Certificate& certificate,
                       const api::Issuer& issuer);

}  // namespace controller
