#include "routes/wanted.h"

#include <algorithm>

namespace controller {
namespace {

bool serves(const api::IngressRoute& route, const acme::Identifier& name) {
  return name.type == acme::Identifier::Type::kDns || route.rule_without_host;
}
bool serves(const api::GatewayRoute&, const acme::Identifier& name) {
  return name.type == acme::Identifier::Type::kDns;
}

// That of this route, which may be new.
template <class Wanted, class Route>
Wanted& of_route(std::vector<Wanted>& all, const Route& route) {
  const auto found = std::ranges::find(all, route, &Wanted::route);
  return found != all.end() ? *found : all.emplace_back(Wanted{route, {}});
}

void add_edit(std::vector<WantedEdit>& all, const api::IngressRoute& route,
              const std::string& host) {
  const auto found = std::ranges::find(all, route.edited, &WantedEdit::ingress);
  if (found == all.end())
    all.push_back({route.edited, route.path_type, {host}});
  else
    found->hosts.push_back(host);
}

// Null where the user routes the name.
const api::Http01Routes* routes_of(const api::Certificate& certificate, const api::Issuer& issuer,
                                   const acme::Identifier& name) {
  const api::Solver* solver =
      api::solver_for(issuer.spec.solvers, name.value, certificate.meta.labels);
  return solver != nullptr && solver->routes != api::Http01Routes() ? &solver->routes : nullptr;
}

}  // namespace

WantedRoutes wanted_routes(const api::Certificate& certificate, const api::Issuer& issuer,
                           const std::vector<acme::Identifier>& names) {
  WantedRoutes wanted;
  for (const acme::Identifier& name : names) {
    const api::Http01Routes* routes = routes_of(certificate, issuer, name);
    if (routes == nullptr) continue;
    for (const api::IngressRoute& route : routes->ingresses) {
      if (!serves(route, name)) continue;
      if (route.edited.empty())
        of_route(wanted.ingresses, route).names.push_back(name);
      else
        add_edit(wanted.edits, route, name.value);
    }
    for (const api::GatewayRoute& route : routes->gateways) {
      if (serves(route, name)) of_route(wanted.http_routes, route).hosts.push_back(name.value);
    }
  }
  return wanted;
}

std::string unroutable(const api::Certificate& certificate, const api::Issuer& issuer,
                       const std::vector<acme::Identifier>& names) {
  for (const acme::Identifier& name : names) {
    const api::Http01Routes* routes = routes_of(certificate, issuer, name);
    if (routes == nullptr) continue;
    const auto serves_it = [&](const auto& route) { return serves(route, name); };
    const bool served = std::ranges::any_of(routes->ingresses, serves_it) ||
                        std::ranges::any_of(routes->gateways, serves_it);
    if (!served) return name.value;
  }
  return "";
}

}  // namespace controller
