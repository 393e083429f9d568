// AnnotatedObject: an Ingress, Gateway or ListenerSet of a user, as far as it may ask by
// annotations for certificates: which Secrets its TLS sections name, for which hosts. Pure; any
// thread.
//
// Of an object without an annotation that asks, nothing but its name is kept; of another one no
// more than kMostText bytes of names, and what is not read is told in `problem`.
// https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
// https://gateway-api.sigs.k8s.io/guides/tls/
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kube_objects/object.h"
#include "wire/object.h"

namespace controller {

// Our annotations, and those of cert-manager that mean the same.
inline constexpr std::string_view kOurPrefix = "sallyport.dev/";
inline constexpr std::string_view kTheirPrefix = "cert-manager.io/";

struct TlsSection {
  std::string where;               // "spec.tls[0]", "listener https"
  std::string secret;              // in the object's namespace
  std::vector<std::string> hosts;  // DNS names and IP addresses, canonical
  std::string problem;             // why no certificate is made for it, and what to do; or ""
};

enum class AnnotatedKind { kIngress, kGateway, kListenerSet };
const kube::Resource& resource_of(AnnotatedKind kind);

struct AnnotatedObject {
  static constexpr std::size_t kMostText = 32 * 1024;

  kube::Meta meta;
  AnnotatedKind kind = AnnotatedKind::kIngress;
  std::string class_name;  // ingressClassName or gatewayClassName; "" for a ListenerSet
  std::vector<TlsSection> sections;
  std::string problem;  // of the whole; or ""

  const kube::Resource& resource() const { return resource_of(kind); }
  std::string text() const;                                                      // "Ingress web"
  std::string annotation(std::string_view prefix, std::string_view name) const;  // "" for none
};

// Whether it names an issuer: by the annotations of one prefix, or of any.
bool names_issuer(const kube::Meta& meta, std::string_view prefix);
bool asks(const kube::Meta& meta);

// Each throws wire::Malformed.
AnnotatedObject read_annotated_ingress(const wire::Object& object);
AnnotatedObject read_annotated_gateway(const wire::Object& object);
AnnotatedObject read_annotated_listener_set(const wire::Object& object);

}  // namespace controller
