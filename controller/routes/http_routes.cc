#include "routes/http_routes.h"

#include <algorithm>
#include <set>

#include "base/http01.h"
#include "crypto/digest.h"
#include "records/labels.h"

namespace controller {
namespace {

constexpr std::size_t kMostParents = 32;  // by the schema of a route's status
constexpr std::size_t kLongestMessage = 300;

wire::Writer write_parent(const api::ParentRef& parent) {
  wire::Writer written;
  written.set("group", parent.group)
      .set("kind", parent.kind)
      .set("namespace", parent.namespace_)
      .set("name", parent.name)
      .set_unless_empty("sectionName", parent.section_name);
  if (parent.port != 0) written.set("port", parent.port);
  return written;
}

std::vector<wire::Writer> write_parents(const std::vector<api::ParentRef>& parents) {
  std::vector<wire::Writer> all;
  for (const api::ParentRef& parent : parents) all.push_back(write_parent(parent));
  return all;
}

wire::Writer write_rule(const RouteTarget& target) {
  const auto path = wire::Writer().set(
      "path", wire::Writer().set("type", "PathPrefix").set("value", base::kChallengePath));
  const auto backend = wire::Writer().set("name", target.service).set("port", kServicePort);
  return wire::Writer()
      .set("matches", std::vector<wire::Writer>{path})
      .set("backendRefs", std::vector<wire::Writer>{backend});
}

void take_condition(const wire::Object& condition, ParentSeen& seen) {
  const std::string type = condition.text_or("type", "");
  if (type != "Accepted" && type != "ResolvedRefs") return;
  const bool is_true = condition.text_or("status", "") == "True";
  if (type == "Accepted") {
    seen.accepted = is_true;
    seen.generation = condition.integer("observedGeneration").value_or(0);
  }
  if (is_true || !seen.reason.empty()) return;
  seen.reason = base::cut(condition.text_or("reason", ""), 64);
  seen.message = base::cut(condition.text_or("message", ""), kLongestMessage);
}

ParentSeen read_parent_status(const wire::Object& status, const std::string& home) {
  const wire::Object ref = status.object("parentRef");
  ParentSeen seen;
  seen.parent.kind = ref.text_or("kind", seen.parent.kind);
  seen.parent.namespace_ = ref.text_or("namespace", home);
  seen.parent.name = ref.text_or("name", "");
  seen.parent.section_name = ref.text_or("sectionName", "");
  for (const wire::Object& condition : status.objects("conditions")) {
    take_condition(condition, seen);
  }
  return seen;
}

// What a person can do about the reasons that the API defines.
std::string advice(const ParentSeen& seen, const std::string& home) {
  if (seen.reason == "NotAllowedByListeners") {
    return "let the listener take routes of namespace " + home +
           " (allowedRoutes.namespaces of the Gateway)";
  }
  if (seen.reason == "NoMatchingListenerHostname") {
    return "give the Gateway a listener for HTTP on port 80 whose hostname fits";
  }
  if (seen.reason == "NoMatchingParent") {
    return "name a listener that the Gateway has, in parentRefs of the issuer's solver";
  }
  if (seen.reason == "BackendNotFound" || seen.reason == "RefNotPermitted") {
    return "install the sidecar's Service";
  }
  return "see the status of the HTTPRoute and of the Gateway";
}

std::string refusal_text(const HttpRouteSeen& seen, const ParentSeen& parent) {
  std::string text = parent.parent.text() + " does not take HTTPRoute " + seen.meta.key().text() +
                     ": " + parent.reason;
  if (!parent.message.empty()) text += " (" + parent.message + ")";
  return text + ": " + advice(parent, seen.meta.namespace_);
}

std::string first_free_name(const std::string& group, const std::set<std::string>& names) {
  int number = 1;
  const auto name = [&] { return "sallyport-" + group + "-" + std::to_string(number); };
  while (names.contains(name())) ++number;
  return name();
}

}  // namespace

HttpRouteSeen read_http_route(const wire::Object& object) {
  HttpRouteSeen seen{kube::read_meta(object), object.object("spec").texts("hostnames"), {}};
  for (const wire::Object& parent : object.object("status").objects("parents")) {
    if (seen.parents.size() == kMostParents) break;
    seen.parents.push_back(read_parent_status(parent, seen.meta.namespace_));
  }
  return seen;
}

std::string group_of(const api::GatewayRoute& route, const RouteTarget& target) {
  // Long enough that a tenant finds no second route that would be taken for another one's.
  constexpr std::size_t kBytes = 16;
  const std::string text = wire::Writer()
                               .set("parents", write_parents(route.parents))
                               .set("labels", route.labels)
                               .set("service", target.service)
                               .text();
  return crypto::short_hash(text, kBytes);
}

std::string group_of(const HttpRouteSeen& seen) {
  return records::value_of(seen.meta.labels, records::kRouteGroupLabel);
}

std::vector<PutHttpRoute> plan_http_routes(const std::string& group,
                                           const std::vector<HttpRouteSeen>& seen,
                                           const std::vector<std::string>& hosts,
                                           const RouteTarget& target) {
  std::vector<PutHttpRoute> puts;
  std::set<std::string> names;
  auto next = hosts.begin();
  const auto fill = [&](PutHttpRoute put) {
    const bool grows = put.hosts.size() < kMostHosts && next != hosts.end();
    while (put.hosts.size() < kMostHosts && next != hosts.end()) put.hosts.push_back(*next++);
    if (grows) puts.push_back(std::move(put));
  };
  for (const HttpRouteSeen& each : seen) {
    names.insert(each.meta.name);
    fill({each.meta.key(), each.hosts});
  }
  while (next != hosts.end()) {
    const std::string name = first_free_name(group, names);
    names.insert(name);
    fill({{target.system_namespace, name}, {}});
  }
  return puts;
}

HttpRouteBody http_route_body(const PutHttpRoute& put, const api::GatewayRoute& route,
                              const std::vector<api::ParentRef>& parents,
                              const RouteTarget& target) {
  records::Words labels = records::labels_for(records::kRoleRoute);
  labels[std::string(records::kRouteGroupLabel)] = group_of(route, target);
  labels.insert(route.labels.begin(), route.labels.end());
  wire::Writer spec;
  spec.set("parentRefs", write_parents(parents))
      .set("hostnames", put.hosts)
      .set("rules", std::vector<wire::Writer>{write_rule(target)});
  const std::string hash =
      crypto::short_hash(wire::Writer().set("spec", spec).set("labels", labels).text());
  const records::Words annotations{{"external-dns.alpha.kubernetes.io/controller", "none"},
                                   {std::string(records::kHashAnnotation), hash}};
  return {hash, kube::new_object(api::kHttpRoutes, put.key, labels, annotations).set("spec", spec)};
}

RouteVerdict verdict_of(const HttpRouteSeen& seen) {
  using State = RouteVerdict::State;
  RouteVerdict verdict;
  for (const ParentSeen& parent : seen.parents) {
    const bool lets_through = parent.accepted && parent.reason.empty();
    const bool is_now = parent.generation >= seen.meta.generation;
    if (lets_through && is_now) return {State::kAccepted, false, ""};
    if (lets_through) verdict.accepted_before = true;
    const bool refuses = is_now && !parent.reason.empty() && verdict.state != State::kRefused;
    if (refuses) verdict = {State::kRefused, false, refusal_text(seen, parent)};
  }
  return verdict;
}

}  // namespace controller
