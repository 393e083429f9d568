#include "api/http01_routes.h"

#include <algorithm>
#include <array>

namespace api {
namespace {

constexpr std::string_view kMergeableType = "nginx.org/mergeable-ingress-type";
constexpr std::array<std::string_view, 11> kTenantsAnnotations{
    "haproxy-ingress.github.io/ssl-redirect",
    "haproxy.org/ssl-redirect",
    "ingress.kubernetes.io/force-ssl-redirect",
    "ingress.kubernetes.io/ssl-redirect",
    "konghq.com/protocols",
    "nginx.ingress.kubernetes.io/force-ssl-redirect",
    "nginx.ingress.kubernetes.io/ssl-redirect",
    "nginx.ingress.kubernetes.io/whitelist-source-range",
    kMergeableType,
    "traefik.ingress.kubernetes.io/router.entrypoints",
    "traefik.ingress.kubernetes.io/router.priority"};
constexpr std::size_t kLongestTenantsValue = 4096;

// Nothing that an ingress controller could take for a line of its configuration.
bool is_plain(const std::string& value) {
  return value.size() <= kLongestTenantsValue && std::ranges::all_of(value, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view(".,:/_-").find(c) != std::string_view::npos;
         });
}

IngressRoute read_ingress(const wire::Object& ingress) {
  const wire::Object metadata = ingress.object("ingressTemplate").object("metadata");
  IngressRoute route;
  route.edited = ingress.text_or("name", "");
  route.class_by_annotation = ingress.has("class");
  route.class_name = ingress.text_or(route.class_by_annotation ? "class" : "ingressClassName", "");
  route.path_type = ingress.text_or("pathType", route.path_type);
  route.rule_without_host = ingress.flag("allowRuleWithoutHost");
  route.annotations = metadata.text_map("annotations");
  route.labels = metadata.text_map("labels");
  return route;
}

ParentRef read_parent(const wire::Object& object, const std::string& home) {
  ParentRef parent;
  parent.group = object.text_or("group", parent.group);
  parent.kind = object.text_or("kind", parent.kind);
  parent.namespace_ = object.text_or("namespace", home);
  parent.name = object.text("name");
  parent.section_name = object.text_or("sectionName", "");
  parent.port = object.integer<std::int32_t>("port").value_or(0);
  return parent;
}

GatewayRoute read_gateway(const wire::Object& gateway, const std::string& home) {
  GatewayRoute route;
  for (const wire::Object& parent : gateway.objects("parentRefs")) {
    route.parents.push_back(read_parent(parent, home));
  }
  route.labels = gateway.text_map("labels");
  return route;
}

void add_route(Http01Routes& routes, const wire::Object& one, const std::string& home) {
  if (one.has("ingress")) routes.ingresses.push_back(read_ingress(one.object("ingress")));
  if (one.has("gatewayHTTPRoute")) {
    routes.gateways.push_back(read_gateway(one.object("gatewayHTTPRoute"), home));
  }
}

}  // namespace

std::string ParentRef::text() const {
  const std::string section = section_name.empty() ? "" : " (listener " + section_name + ")";
  return kind + " " + namespace_ + "/" + name + section;
}

Http01Routes read_http01_routes(const wire::Object& http01, const std::string& home) {
  Http01Routes routes;
  add_route(routes, http01, home);
  for (const wire::Object& one : http01.objects("routes")) add_route(routes, one, home);
  return routes;
}

std::span<const std::string_view> tenants_annotations() { return kTenantsAnnotations; }

bool is_a_tenants(const std::string& annotation, const std::string& value) {
  const bool listed =
      std::ranges::find(kTenantsAnnotations, annotation) != kTenantsAnnotations.end();
  return listed && is_plain(value) && (annotation != kMergeableType || value == "minion");
}

void drop_what_is_not_a_tenants(Http01Routes& routes) {
  for (IngressRoute& ingress : routes.ingresses) {
    ingress.rule_without_host = false;
    std::erase_if(ingress.annotations,
                  [](const auto& one) { return !is_a_tenants(one.first, one.second); });
    ingress.labels.clear();
  }
  for (GatewayRoute& gateway : routes.gateways) gateway.labels.clear();
}

}  // namespace api
