#include "pass/routes_view.h"

#include <algorithm>
#include <map>
#include <set>

#include "names/identifiers.h"

namespace controller {
namespace {

using State = RouteVerdict::State;

// A Gateway's controller that says nothing for so long is not there, or not for this Gateway.
constexpr base::Seconds kGatewayPatience{10};

std::vector<IngressSeen> ingresses_of(const World& world, const std::string& uid) {
  std::vector<IngressSeen> all;
  for (const auto& each :
       world.stores.ingresses.all_named(world.target.system_namespace, ingress_prefix(uid))) {
    all.push_back(*each);
  }
  return all;
}

std::string silence_text(const HttpRouteSeen& route, const api::GatewayRoute& wanted) {
  std::string parents;
  for (const api::ParentRef& parent : wanted.parents) {
    parents += (parents.empty() ? "" : ", ") + parent.text();
  }
  return "no controller has said whether it takes HTTPRoute " + route.meta.key().text() + " at " +
         parents + ": see whether the Gateway's class has a controller, and whether it runs";
}

struct HostState {
  State state = State::kRefused;
  std::string text;
  base::Millis patience{0};
};

// Where its Gateway stands about a host that is in an HTTPRoute.
HostState state_of(const World& world, const kube::ObjectKey& key,
                   const api::GatewayRoute& wanted) {
  const auto route = world.stores.http_routes.get(key);
  if (!route) return {State::kAwaited, "", kGatewayPatience};
  RouteVerdict verdict = verdict_of(*route);
  if (verdict.state != State::kAwaited) return {verdict.state, std::move(verdict.text), {}};
  const auto since = world.route_desk.unchanged_since(key);
  const base::MonoTime now = world.clock.mono_now();
  const base::MonoTime end = since.value_or(now) + kGatewayPatience;
  if (now < end) return {State::kAwaited, "", std::chrono::ceil<base::Millis>(end - now)};
  // It is slow to say so again; whether the host is served, the preflight sees.
  if (verdict.accepted_before) return {State::kAccepted, "", {}};
  return {State::kRefused, silence_text(*route, wanted), {}};
}

// Of each name the best of its routes counts.
class Names {
 public:
  void add(const std::string& host, HostState state) {
    const auto [known, fresh] = best_.try_emplace(host, state);
    if (!fresh && state.state < known->second.state) known->second = std::move(state);
  }
  void tell(RoutesView& view) const {
    for (const auto& [host, state] : best_) {
      if (state.state == State::kRefused && view.refusal.empty()) view.refusal = state.text;
      if (state.state == State::kAwaited) {
        view.patience = std::max(view.patience.value_or(base::Millis(0)), state.patience);
      }
    }
  }

 private:
  std::map<std::string, HostState> best_;
};

void view_http_routes(const World& world, const std::string& uid, RoutesView& view) {
  Names names;
  for (const WantedIngress& one : view.wanted.ingresses) {
    for (const acme::Identifier& name : one.names)
      names.add(name.value, {State::kAccepted, "", {}});
  }
  for (const WantedHttpRoute& one : view.wanted.http_routes) {
    const std::string group = group_of(one.route, world.target);
    const std::string obstacle = world.route_desk.obstacle(group, uid);
    view.hindered = view.hindered || !obstacle.empty();
    WantedHttpRoute missing{one.route, {}};
    for (const std::string& host : one.hosts) {
      const auto key = world.route_desk.route_of(group, host);
      if (key)
        names.add(host, state_of(world, *key, one.route));
      else if (!obstacle.empty())
        names.add(host, {State::kRefused, obstacle, {}});
      else
        missing.hosts.push_back(host);
    }
    if (!missing.hosts.empty()) view.missing.push_back(std::move(missing));
  }
  names.tell(view);
}

}  // namespace

IngressesSeen seen_ingresses(const World& world, const api::Certificate& certificate,
                             const WantedRoutes& wanted) {
  IngressesSeen seen{ingresses_of(world, certificate.meta.uid), {}};
  std::set<kube::ObjectKey> others;
  for (const WantedIngress& one : wanted.ingresses) {
    for (const acme::Identifier& name : one.names) {
      for (const auto& other : world.name_owners.asking_for(name)) others.insert(other);
    }
  }
  others.erase(certificate.meta.key());
  for (const kube::ObjectKey& key : others) {
    const auto other = world.stores.certificates.get(key);
    if (!other) continue;
    for (IngressSeen& each : ingresses_of(world, other->meta.uid)) {
      seen.others.push_back(std::move(each));
    }
  }
  return seen;
}

RoutesView view_routes(const World& world, const api::Certificate& certificate,
                       const api::Issuer& issuer) {
  RoutesView view;
  view.wanted = wanted_routes(certificate, issuer, names::identifiers_of(certificate));
  view.ingresses = plan_ingresses(certificate, view.wanted.ingresses,
                                  seen_ingresses(world, certificate, view.wanted), world.target);
  if (!view.wanted.http_routes.empty()) view_http_routes(world, certificate.meta.uid, view);
  return view;
}

}  // namespace controller
