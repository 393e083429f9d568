#include "upkeep/gateway_routes.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "names/name_claims.h"
#include "pass/removal.h"
#include "records/labels.h"
#include "routes/http_routes.h"
#include "routes/listeners.h"

namespace controller {
namespace {

constexpr base::Millis kWhileAnotherWrites{50};
constexpr base::Millis kAfterTrouble{30'000};

// Why a route cannot be written.
struct Obstacle {
  std::string text;
  std::optional<kube::Error> error;  // of the API server
};
template <class T>
using Found = base::Result<T, Obstacle>;

Obstacle no_gateway_api() {
  return {
      "the cluster has no HTTPRoutes: install the Gateway API (its CRDs, and a controller of "
      "Gateways), or choose another route in solvers[].http01",
      {}};
}

Obstacle no_such(const api::ParentRef& parent) {
  const std::string since =
      parent.kind == "ListenerSet" ? " (since version 1.5 of the Gateway API)" : "";
  return {parent.text() + " does not exist: create it" + since +
              ", or name another one in parentRefs of the issuer's solver",
          {}};
}

Obstacle no_listener(const api::ParentRef& parent) {
  const std::string instead =
      parent.kind == "ListenerSet"
          ? "name its Gateway in parentRefs of the issuer's solver, whose listener takes port 80"
          : "add one, or name a listener that port 80 leads to by sectionName";
  return {parent.text() + " has no listener for HTTP on port 80, where a CA asks: " + instead, {}};
}

// The parent once for each of its listeners that takes a host on port 80. One whose listener is
// named is taken as it is: its own status tells what becomes of the route.
Found<std::vector<api::ParentRef>> listeners_of(World& world, const api::ParentRef& parent,
                                                const std::vector<std::string>& hosts,
                                                std::stop_token stop) {
  if (!parent.section_name.empty() || parent.port != 0) return std::vector{parent};
  const auto found = look_at_gateway(world, parent, stop);
  if (!found) return base::unexpected(Obstacle{found.error().message, found.error()});
  if (!*found) return base::unexpected(no_such(parent));
  if (!(*found)->refusal.empty()) {
    return base::unexpected(
        Obstacle{parent.text() + " is not taken by its controller: " + (*found)->refusal, {}});
  }
  if ((*found)->listeners.empty()) return base::unexpected(no_listener(parent));
  for (const std::string& host : hosts) {
    if (takes((*found)->listeners, host)) continue;
    return base::unexpected(Obstacle{"no listener of " + parent.text() +
                                         " for HTTP on port 80 takes " + host +
                                         ": add one whose hostname fits, or that has none",
                                     {}});
  }
  return parents_at(parent, (*found)->listeners);
}

// Of several parents one that takes the hosts will do.
Found<std::vector<api::ParentRef>> resolve(World& world, const api::GatewayRoute& route,
                                           const std::vector<std::string>& hosts,
                                           std::stop_token stop) {
  std::vector<api::ParentRef> all;
  std::optional<Obstacle> obstacle;
  for (const api::ParentRef& parent : route.parents) {
    auto found = listeners_of(world, parent, hosts, stop);
    if (found)
      std::ranges::move(*found, std::back_inserter(all));
    else if (!obstacle)
      obstacle = found.error();
  }
  if (all.empty() && obstacle) return base::unexpected(*obstacle);
  return all;
}

std::optional<Obstacle> write(World& world, const PutHttpRoute& put, const wire::Writer& body,
                              std::stop_token stop) {
  const auto answer = world.cluster.apply(api::kHttpRoutes, put.key, body, kube::forced(), stop);
  if (answer) {
    world.stores.http_routes.put(read_http_route(*answer));
    base::log_info(api::kRouteCreated,
                   {{"httproute", put.key.text()}, {"hosts", std::to_string(put.hosts.size())}});
    return std::nullopt;
  }
  const bool absent = answer.error().kind == kube::Error::Kind::kNotFound;
  return absent ? no_gateway_api() : Obstacle{answer.error().message, answer.error()};
}

// The API server may be well again in a moment; what else stands in the way is noted, and the next
// look sees it.
lifecycle::Outcome after(const Pass& pass, const std::string& group, const Obstacle& obstacle) {
  using Kind = kube::Error::Kind;
  const bool lasts = !obstacle.error || obstacle.error->kind == Kind::kForbidden ||
                     obstacle.error->kind == Kind::kInvalid;
  if (!lasts) return lifecycle::ClusterError{*obstacle.error};
  const bool noted = pass.world.route_desk.note_obstacle(group, pass.meta().uid, obstacle.text);
  return base::LookAgain(noted ? base::kNow : base::kWhileBlocked);
}

std::vector<HttpRouteSeen> routes_of(const World& world, const std::string& group) {
  std::vector<HttpRouteSeen> all;
  for (const kube::ObjectKey& key : world.route_desk.routes_of(group)) {
    if (const auto route = world.stores.http_routes.get(key)) all.push_back(*route);
  }
  return all;
}

// ---- What is still asked for --------------------------------------------------------------------

// The route of an issuer by which a Certificate has the host in this group.
std::optional<api::GatewayRoute> route_in(const World& world, const api::Certificate& certificate,
                                          const std::string& host, const std::string& group) {
  for (const api::IssuerRef& ref : certificate.issuers()) {
    const auto issuer = world.stores.issuer(certificate.meta.namespace_, ref);
    if (!issuer) continue;
    const auto wanted = wanted_routes(certificate, *issuer, {names::identifier_of(host)});
    for (const WantedHttpRoute& one : wanted.http_routes) {
      if (group_of(one.route, world.target) == group) return one.route;
    }
  }
  return std::nullopt;
}

std::optional<api::GatewayRoute> wanted_in(const World& world, const std::string& host,
                                           const std::string& group) {
  for (const auto& key : world.name_owners.asking_for(names::identifier_of(host))) {
    const auto certificate = world.stores.certificates.get(key);
    if (!certificate || certificate->meta.deleting) continue;
    if (auto route = route_in(world, *certificate, host, group)) return route;
  }
  return std::nullopt;
}

base::LookAgain after_trouble(const std::string& message) {
  base::log_warning(api::kClusterRefused, {{"message", message}});
  return kAfterTrouble;
}

}  // namespace

kube::Result<RouteDesk::Gateway> look_at_gateway(World& world, const api::ParentRef& parent,
                                                 std::stop_token stop) {
  if (auto known = world.route_desk.gateway(parent)) return *std::move(known);
  const bool is_set = parent.kind == "ListenerSet";
  const auto answer = world.cluster.get(is_set ? api::kListenerSets : api::kGateways,
                                        {parent.namespace_, parent.name}, stop);
  if (!answer && answer.error().kind != kube::Error::Kind::kNotFound) {
    return base::unexpected(answer.error());
  }
  RouteDesk::Gateway seen;
  if (answer) seen = is_set ? read_listener_set(*answer) : read_gateway(*answer);
  world.route_desk.note_gateway(parent, seen);
  return seen;
}

lifecycle::Outcome put_http_routes(const Pass& pass, const WantedHttpRoute& missing) {
  World& world = pass.world;
  const std::string group = group_of(missing.route, world.target);
  const auto parents = resolve(world, missing.route, missing.hosts, pass.stop);
  if (!parents) return after(pass, group, parents.error());
  world.route_desk.ask_for(group, missing.hosts);
  const auto turn = world.route_desk.take_turn({group});
  if (!turn) return base::LookAgain(kWhileAnotherWrites);
  const auto hosts = world.route_desk.take_asked(group);
  for (const PutHttpRoute& put :
       plan_http_routes(group, routes_of(world, group), hosts, world.target)) {
    const auto made = http_route_body(put, missing.route, *parents, world.target);
    if (const auto obstacle = write(world, put, made.body, pass.stop))
      return after(pass, group, *obstacle);
  }
  return base::kNow;
}

base::LookAgain tidy_http_route(World& world, const kube::ObjectKey& key, std::stop_token stop) {
  const auto seen = world.stores.http_routes.get(key);
  if (!seen) return std::nullopt;
  const std::string group = group_of(*seen);
  const auto turn = world.route_desk.take_turn({group});
  if (!turn) return kWhileAnotherWrites;
  PutHttpRoute put{key, {}};
  std::optional<api::GatewayRoute> route;
  for (const std::string& host : seen->hosts) {
    auto wanted = wanted_in(world, host, group);
    if (!wanted) continue;
    put.hosts.push_back(host);
    route = std::move(wanted);
  }
  if (!route) {
    const auto removed =
        remove_object(world, api::kHttpRoutes, world.stores.http_routes, seen->meta, stop);
    return removed ? base::LookAgain() : after_trouble(removed.error().message);
  }
  const auto parents = resolve(world, *route, {}, stop);
  if (!parents) return kAfterTrouble;
  const auto made = http_route_body(put, *route, *parents, world.target);
  if (made.hash == records::value_of(seen->meta.annotations, records::kHashAnnotation)) {
    const bool refused = verdict_of(*seen).state == RouteVerdict::State::kRefused;
    return refused ? base::LookAgain(kAfterTrouble) : std::nullopt;
  }
  const auto obstacle = write(world, put, made.body, stop);
  return obstacle ? after_trouble(obstacle->text) : base::LookAgain();
}

}  // namespace controller
