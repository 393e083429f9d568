// What one Certificate wants of port 80: which of its names are to be led to the sidecar by which
// route of its issuer. Pure.
#pragma once

#include <string>
#include <vector>

#include "acme_objects/types.h"
#include "api/certificate.h"
#include "api/issuer.h"

namespace controller {

// Where all routes lead to.
struct RouteTarget {
  std::string system_namespace;
  std::string service;           // the sidecar's, with a port named "http"
  bool edits_ingresses = false;  // users' own Ingresses may be edited
};

struct WantedIngress {
  api::IngressRoute route;
  std::vector<acme::Identifier> names;
};
struct WantedHttpRoute {
  api::GatewayRoute route;
  std::vector<std::string> hosts;
};
struct WantedEdit {
  std::string ingress;  // the user's, in the Certificate's namespace
  std::string path_type;
  std::vector<std::string> hosts;
  bool operator==(const WantedEdit&) const = default;
};
struct WantedRoutes {
  std::vector<WantedIngress> ingresses;      // each route once
  std::vector<WantedHttpRoute> http_routes;  // each route once
  std::vector<WantedEdit> edits;             // each Ingress once
  bool empty() const { return ingresses.empty() && http_routes.empty() && edits.empty(); }
};

// Nothing for the names whose solver says that the user routes them, nor for what is unroutable.
WantedRoutes wanted_routes(const api::Certificate& certificate, const api::Issuer& issuer,
                           const std::vector<acme::Identifier>& names);

// The first address that no route of its solver may serve, or "": an Ingress needs a rule without
// host for it, where that is allowed, and an HTTPRoute knows none.
std::string unroutable(const api::Certificate& certificate, const api::Issuer& issuer,
                       const std::vector<acme::Identifier>& names);

}  // namespace controller
