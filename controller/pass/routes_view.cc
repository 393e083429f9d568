#include "pass/routes_view.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/http01.h"
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

void view_ingresses(const RoutesView& view, Names& names) {
  for (const WantedIngress& one : view.wanted.ingresses) {
    for (const acme::Identifier& name : one.names)
      names.add(name.value, {State::kAccepted, "", {}});
  }
}

void view_http_routes(const World& world, const std::string& uid, RoutesView& view, Names& names) {
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
}

// ---- Users' Ingresses ---------------------------------------------------------------------------

HostState refused(const std::string& why) { return {State::kRefused, why, {}}; }

// Nothing: the path is to be put in now.
std::optional<HostState> state_of_edit(const World& world, const kube::ObjectKey& key,
                                       const std::string& host) {
  const std::string name = "Ingress " + key.text();
  if (!world.target.edits_ingresses) {
    return refused(name +
                   " is not edited: start the controller with --edit-ingresses=true (editIngresses "
                   "of the chart), or take name out of the issuer's solver");
  }
  const auto ingress = world.stores.user_ingresses.get(key);
  if (!ingress) {
    return refused(name + " does not exist: create it, or name another one in the issuer's solver");
  }
  const EditVerdict verdict = verdict_of(*ingress, host);
  if (verdict.in_place) return HostState{State::kAccepted, "", {}};
  if (!verdict.refusal.empty()) return refused(verdict.refusal);
  const EditDesk::Pace pace = world.edit_desk.pace(key, host);
  if (pace.left_alone) {
    return refused("somebody takes " + std::string(base::kChallengePath) + " out of " + name +
                   " each time, so it is left alone for an hour: have them leave that path alone "
                   "(docs/routes.md says how with Argo CD and Flux)");
  }
  if (pace.pause > base::Millis(0)) return HostState{State::kAwaited, "", pace.pause};
  return std::nullopt;
}

void view_edits(const World& world, const std::string& namespace_, RoutesView& view, Names& names) {
  for (const WantedEdit& one : view.wanted.edits) {
    WantedEdit missing{one.ingress, one.path_type, {}};
    for (const std::string& host : one.hosts) {
      const auto state = state_of_edit(world, {namespace_, one.ingress}, host);
      if (!state) missing.hosts.push_back(host);
      if (state) names.add(host, *state);
      view.hindered = view.hindered || (state && state->state != State::kAccepted);
    }
    if (!missing.hosts.empty()) view.edits.push_back(std::move(missing));
  }
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
  if (view.wanted.http_routes.empty() && view.wanted.edits.empty()) return view;
  Names names;
  view_ingresses(view, names);
  view_http_routes(world, certificate.meta.uid, view, names);
  view_edits(world, certificate.meta.namespace_, view, names);
  names.tell(view);
  return view;
}

}  // namespace controller
