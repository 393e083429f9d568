#include "routes/routes.h"

#include <algorithm>
#include <map>

#include "base/base64.h"
#include "base/http01.h"
#include "crypto/digest.h"
#include "records/labels.h"

namespace controller {
namespace {

// An Ingress host cannot be an IP address; a rule without host serves those, where it is allowed.
wire::Writer rule(const acme::Identifier& name, const std::string& path_type,
                  const std::string& service) {
  const wire::Writer backend = wire::Writer().set(
      "service",
      wire::Writer().set("name", service).set("port", wire::Writer().set("name", "http")));
  const wire::Writer path = wire::Writer()
                                .set("path", base::kChallengePath)
                                .set("pathType", path_type)
                                .set("backend", backend);
  wire::Writer made;
  if (name.type == acme::Identifier::Type::kDns) made.set("host", name.value);
  return made.set("http", wire::Writer().set("paths", std::vector<wire::Writer>{path}));
}

bool is_refused(const acme::Identifier& name, const api::Solver& solver) {
  return name.type == acme::Identifier::Type::kIp && !solver.rule_without_host;
}

// Where our own Ingress is to lead; null where none is.
const api::Solver* ingress_for(const api::Certificate& certificate, const api::Issuer& issuer,
                               const acme::Identifier& name) {
  const api::Solver* solver =
      api::solver_for(issuer.spec.solvers, name.value, certificate.meta.labels);
  return solver && solver->route == api::Solver::Route::kIngress ? solver : nullptr;
}

// One Ingress of ours.
struct Group {
  const api::Solver* solver;
  std::vector<wire::Writer> rules;
};

bool share_an_ingress(const api::Solver& one, const api::Solver& other) {
  return one.ingress_class == other.ingress_class && one.ingress_labels == other.ingress_labels &&
         one.ingress_annotations == other.ingress_annotations;
}

// What the name of its Ingress ends in. It depends on no other name of the Certificate, and what is
// by the first solver of a class has the class alone in it, whatever its template is.
std::string ending_for(const api::Solver& solver, const api::Issuer& issuer) {
  const auto first = std::ranges::find_if(issuer.spec.solvers, [&](const api::Solver& one) {
    return one.route == api::Solver::Route::kIngress && one.ingress_class == solver.ingress_class;
  });
  if (first == issuer.spec.solvers.end() || share_an_ingress(*first, solver))
    return crypto::short_hash(solver.ingress_class);
  return crypto::short_hash(wire::Writer()
                                .set("class", solver.ingress_class)
                                .set("labels", solver.ingress_labels)
                                .set("annotations", solver.ingress_annotations)
                                .text());
}

Route make_route(const api::Certificate& certificate, const std::string& ending, const Group& group,
                 const RouteTarget& target) {
  const api::Solver& solver = *group.solver;
  wire::Writer spec;
  spec.set_unless_empty("ingressClassName", solver.ingress_class).set("rules", group.rules);
  Route route;
  route.key = {target.system_namespace, "sallyport-" + certificate.meta.uid + "-" + ending};
  records::Words labels = records::labels_for(records::kRoleRoute, certificate.meta.uid);
  labels.insert(solver.ingress_labels.begin(), solver.ingress_labels.end());
  records::Words annotations = solver.ingress_annotations;
  route.hash = crypto::short_hash(wire::Writer()
                                      .set("spec", spec)
                                      .set("labels", labels)
                                      .set("annotations", annotations)
                                      .text());
  annotations[std::string(records::kCertificateAnnotation)] = certificate.meta.key().text();
  annotations[std::string(records::kHashAnnotation)] = route.hash;
  route.body = kube::new_object(kube::kIngresses, route.key, labels, annotations).set("spec", spec);
  return route;
}

}  // namespace

std::string unroutable(const api::Certificate& certificate, const api::Issuer& issuer,
                       const std::vector<acme::Identifier>& names) {
  for (const acme::Identifier& name : names) {
    const api::Solver* solver = ingress_for(certificate, issuer, name);
    if (solver != nullptr && is_refused(name, *solver)) return name.value;
  }
  return "";
}

std::vector<Route> routes_for(const api::Certificate& certificate, const api::Issuer& issuer,
                              const std::vector<acme::Identifier>& names,
                              const RouteTarget& target) {
  std::map<std::string, Group> groups;
  for (const acme::Identifier& name : names) {
    const api::Solver* solver = ingress_for(certificate, issuer, name);
    if (solver == nullptr || is_refused(name, *solver)) continue;
    Group& group = groups.try_emplace(ending_for(*solver, issuer), Group{solver, {}}).first->second;
    group.rules.push_back(rule(name, solver->path_type, target.service));
  }
  std::vector<Route> routes;
  for (const auto& [ending, group] : groups) {
    routes.push_back(make_route(certificate, ending, group, target));
  }
  return routes;
}

}  // namespace controller
