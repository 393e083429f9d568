#include "upkeep/route_places.h"

#include "pass/routes_view.h"
#include "upkeep/gateway_routes.h"

namespace controller {
namespace {

// Of our Ingresses the one that serves the name; nothing where none says where it is.
void add_ingress(const IngressesSeen& seen, const std::string& class_name,
                 const acme::Identifier& name, std::vector<preflight::RouteAt>& all) {
  for (const auto* group : {&seen.own, &seen.others}) {
    for (const IngressSeen& each : *group) {
      if (!serves(each, class_name, name) || each.places.empty()) continue;
      all.push_back({"Ingress " + each.meta.key().text(), each.places});
      return;
    }
  }
}

// What cannot be read now is looked at another time.
void add_gateways(const Pass& pass, const api::GatewayRoute& route,
                  std::vector<preflight::RouteAt>& all) {
  for (const api::ParentRef& parent : route.parents) {
    if (parent.kind != "Gateway") continue;
    const auto seen = look_at_gateway(pass.world, parent, pass.stop);
    if (seen && *seen && !(*seen)->addresses.empty()) {
      all.push_back({parent.text(), (*seen)->addresses});
    }
  }
}

void add_edited(const World& world, const kube::ObjectKey& key,
                std::vector<preflight::RouteAt>& all) {
  const auto ingress = world.stores.user_ingresses.get(key);
  if (ingress && !ingress->places.empty())
    all.push_back({"Ingress " + key.text(), ingress->places});
}

std::map<std::string, std::size_t> count_routes(const WantedRoutes& wanted) {
  std::map<std::string, std::size_t> count;
  for (const WantedIngress& one : wanted.ingresses) {
    for (const acme::Identifier& name : one.names) ++count[name.value];
  }
  for (const WantedHttpRoute& one : wanted.http_routes) {
    for (const std::string& host : one.hosts) ++count[host];
  }
  for (const WantedEdit& one : wanted.edits) {
    for (const std::string& host : one.hosts) ++count[host];
  }
  return count;
}

}  // namespace

RoutePlaces route_places(const Pass& pass) {
  const api::Certificate& certificate = *pass.seen.certificate;
  const WantedRoutes wanted = wanted_routes(certificate, *pass.issuer(), pass.seen.wanted);
  const auto count = count_routes(wanted);
  const auto has_several = [&](const std::string& name) { return count.at(name) > 1; };
  RoutePlaces places;
  const IngressesSeen seen = seen_ingresses(pass.world, certificate, wanted);
  for (const WantedIngress& one : wanted.ingresses) {
    for (const acme::Identifier& name : one.names) {
      if (has_several(name.value))
        add_ingress(seen, one.route.class_name, name, places[name.value]);
    }
  }
  for (const WantedHttpRoute& one : wanted.http_routes) {
    for (const std::string& host : one.hosts) {
      if (has_several(host)) add_gateways(pass, one.route, places[host]);
    }
  }
  for (const WantedEdit& one : wanted.edits) {
    const kube::ObjectKey key{certificate.meta.namespace_, one.ingress};
    for (const std::string& host : one.hosts) {
      if (has_several(host)) add_edited(pass.world, key, places[host]);
    }
  }
  return places;
}

}  // namespace controller
