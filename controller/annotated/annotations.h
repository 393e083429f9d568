// What an object asks for by its annotations: which issuer's certificates, and what else they shall
// be. Those of cert-manager mean the same as ours, where the administrator has them heeded. Pure;
// any thread.
//
// Values are not judged here, but for what makes no JSON of the right type: the API server does it
// as for every Certificate. docs/annotations.md lists the annotations.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "annotated/annotated_object.h"
#include "api/certificate.h"
#include "base/result.h"
#include "wire/writer.h"

namespace controller {

// Of which objects cert-manager's annotations are heeded.
class HeededAnnotations {
 public:
  // "" for none, "everywhere", or "namespace/shop,class/traefik". The error says what was expected.
  static base::Result<HeededAnnotations, std::string> parse(const std::string& text);

  bool of(const AnnotatedObject& object) const;
  bool any() const { return everywhere_ || !namespaces_.empty() || !classes_.empty(); }

 private:
  bool everywhere_ = false;
  std::vector<std::string> namespaces_;
  std::vector<std::string> classes_;  // of Ingresses and of Gateways
};

struct NotAsked {};
// By annotations that are not heeded there: as below.
struct NotHeeded {};
// Nothing is made, and nothing that was made is taken away.
struct BadAnnotation {
  std::string text;
};
struct AskedFor {
  api::IssuerRef issuer;
  wire::Writer spec;                      // of each Certificate, without names, Secret, issuer
  std::vector<std::string> dns_names;     // in each, besides the hosts
  std::vector<std::string> ip_addresses;  // likewise
  bool placeholder = false;               // a Secret at once, for what doesn't work without
  std::vector<std::string> unserved;      // annotations that change nothing
};
using Wish = std::variant<NotAsked, NotHeeded, BadAnnotation, AskedFor>;

Wish asked_by(const AnnotatedObject& object, const HeededAnnotations& heeded);

}  // namespace controller
