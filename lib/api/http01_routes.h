// Http01Routes: the ways on which the CA's request for a name, on port 80, reaches the sidecar.
// Plain values, read from `solvers[].http01` of an issuer.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kube_objects/object.h"
#include "wire/object.h"

namespace api {

// https://gateway-api.sigs.k8s.io/reference/spec/
inline constexpr kube::Resource kHttpRoutes{"gateway.networking.k8s.io", "v1", "httproutes",
                                            "HTTPRoute"};
inline constexpr kube::Resource kGateways{"gateway.networking.k8s.io", "v1", "gateways", "Gateway"};
inline constexpr kube::Resource kListenerSets{"gateway.networking.k8s.io", "v1", "listenersets",
                                              "ListenerSet"};

// An Ingress of our own, or one of the user's that gets a path more.
// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/
struct IngressRoute {
  std::string edited;                // the user's, in the Certificate's namespace; "" for our own
  std::string class_name;            // "" for the cluster's default
  bool class_by_annotation = false;  // kubernetes.io/ingress.class, for controllers that read no
                                     // spec.ingressClassName
  std::string path_type = "Prefix";
  // For an address: such a rule leads the path of every host to us. Of a ClusterIssuer only.
  bool rule_without_host = false;
  std::map<std::string, std::string> annotations;
  std::map<std::string, std::string> labels;
  bool operator==(const IngressRoute&) const = default;
};

// Where an HTTPRoute is to be attached.
struct ParentRef {
  std::string group = "gateway.networking.k8s.io";
  std::string kind = "Gateway";
  std::string namespace_;
  std::string name;
  std::string section_name;  // "" for those that take HTTP on port 80
  std::int32_t port = 0;     // 0 for any
  auto operator<=>(const ParentRef&) const = default;

  std::string text() const;  // "Gateway infra/web", for people
};

// HTTPRoutes of our own, which names share.
struct GatewayRoute {
  std::vector<ParentRef> parents;
  std::map<std::string, std::string> labels;
  bool operator==(const GatewayRoute&) const = default;
};

// All of one solver, at the same time; none where the user routes the path.
struct Http01Routes {
  std::vector<IngressRoute> ingresses;
  std::vector<GatewayRoute> gateways;
  bool operator==(const Http01Routes&) const = default;
};

// `home` is the namespace of a parent that says none. Throws wire::Malformed.
Http01Routes read_http01_routes(const wire::Object& http01, const std::string& home);

// The annotations that an Issuer of a namespace may have our Ingress carry: each says something of
// the one path that is there. Their values are plain words, and one of them has one value.
std::span<const std::string_view> tenants_annotations();
bool is_a_tenants(const std::string& annotation, const std::string& value);

// What only an administrator may say, taken out.
void drop_what_is_not_a_tenants(Http01Routes& routes);

}  // namespace api
