#include "installation/check.h"

#include <string_view>

#include "api/cert_manager.h"
#include "api/certificate.h"
#include "api/challenge.h"
#include "api/http01_routes.h"
#include "api/installation.h"
#include "api/issuer.h"
#include "api/name_claim.h"
#include "api/name_policy.h"
#include "base/http01.h"
#include "base/text.h"
#include "installation/slices.h"
#include "kube/error_of.h"
#include "records/labels.h"

namespace installation {
namespace {

constexpr kube::Resource kReviews{"authorization.k8s.io", "v1", "selfsubjectaccessreviews",
                                  "SelfSubjectAccessReview"};
constexpr kube::Resource kReviewsOfOthers{"authorization.k8s.io", "v1", "subjectaccessreviews",
                                          "SubjectAccessReview"};
constexpr base::Millis kPatienceOfCheck{2000};

// A rule of manifests/rbac.yaml.
struct Rule {
  kube::Resource resource;
  std::string_view subresource;
  std::vector<std::string_view> verbs;
  std::string_view name = "";  // the only object that it is about
};

const std::vector<Rule> kServed = {
    {api::kCertificates, "", {"get", "list", "watch"}},
    {api::kIssuers, "", {"list", "watch"}},
    {api::kCertificates, "status", {"patch"}},
    {api::kIssuers, "status", {"patch"}},
    {api::kCertificates, "finalizers", {"update"}},
    {kube::kSecrets, "", {"get", "list", "watch", "create", "patch", "delete"}},
    {kube::kEvents, "", {"create"}},
    {api::kGateways, "", {"get"}},
    {api::kListenerSets, "", {"get"}},
};
const std::vector<Rule> kForAnnotations = {
    {api::kTheirCertificates, "", {"get"}},
    {api::kCertificates, "", {"create", "patch", "delete"}},
    {kube::kIngresses, "", {"list", "watch"}},
    {api::kGateways, "", {"list", "watch"}},
    {api::kListenerSets, "", {"list", "watch"}},
    {kube::kIngresses, "finalizers", {"update"}},
    {api::kGateways, "finalizers", {"update"}},
    {api::kListenerSets, "finalizers", {"update"}},
};
constexpr kube::Resource kServices{"", "v1", "services", "Service"};
// Of manifests/examples/edit-ingresses.yaml.
const std::vector<Rule> kForEdits = {
    {kube::kIngresses, "", {"get", "list", "watch", "patch"}},
    {kServices, "", {"get", "list", "watch", "create", "patch", "delete"}},
    {kube::kEndpointSlices, "", {"get", "list", "watch", "create", "patch", "delete"}},
};
const std::vector<Rule> kClusterWide = {
    {api::kClusterIssuers, "", {"list", "watch"}},
    {api::kClusterIssuers, "status", {"patch"}},
    {api::kNamePolicies, "", {"list", "watch"}},
    {api::kInstallations, "", {"create"}},
    {api::kInstallations, "", {"get", "patch"}, api::kInstallation},
};
const std::vector<Rule> kAtHome = {
    {api::kChallenges, "", {"list", "watch", "create", "patch", "delete"}},
    {api::kNameClaims, "", {"list", "watch", "create", "patch", "delete"}},
    {kube::kIngresses, "", {"list", "watch", "create", "patch", "delete"}},
    {api::kHttpRoutes, "", {"list", "watch", "create", "patch", "delete"}},
    {kube::kLeases, "", {"create"}},
    {kube::kLeases, "", {"get", "patch"}, records::kControllerName},
};
// Who serves every namespace has those rights there.
const std::vector<Rule> kAtHomeOnly = {
    {kube::kSecrets, "", {"create"}},
    {kube::kSecrets, "", {"get"}, records::kSealSecret},
};
const Rule kSlices{kube::kEndpointSlices, "", {"list", "watch"}};

std::string place(const std::string& namespace_) {
  return namespace_.empty() ? "in every namespace" : "in " + namespace_;
}

class Inspection {
 public:
  Inspection(kube::Client& cluster, http::Client& http, const Installation& installation,
             std::stop_token stop)
      : cluster_(cluster), http_(http), installation_(installation), stop_(stop) {}

  std::vector<Finding> run() {
    if (!reaches_api_server()) return findings_;
    const bool everywhere = installation_.watch_namespaces.empty();
    if (everywhere) check_namespace("");
    for (const std::string& each : installation_.watch_namespaces) check_namespace(each);
    if (everywhere) {
      for (const Rule& rule : kClusterWide) check_rule(rule, "");
      check_kind(api::kClusterIssuers, "");
      check_kind(api::kNamePolicies, "");
    }
    for (const Rule& rule : kAtHome) check_rule(rule, installation_.system_namespace);
    if (!everywhere)
      for (const Rule& rule : kAtHomeOnly) check_rule(rule, installation_.system_namespace);
    check_kind(api::kChallenges, installation_.system_namespace);
    check_kind(api::kNameClaims, installation_.system_namespace);
    for (const auto& [namespace_, names] : installation_.sidecar_services) {
      check_rule(kSlices, namespace_);
      check_sidecars(namespace_, names);
    }
    return findings_;
  }

 private:
  void note(std::string what, std::string problem) {
    findings_.push_back({std::move(what), std::move(problem)});
  }

  // By a question whose answer is looked at later.
  bool reaches_api_server() {
    const auto& served = installation_.watch_namespaces;
    const auto answer = allowed(kServed.front(), "get", served.empty() ? "" : served.front());
    note("API server", answer ? "" : answer.error().message);
    return answer.has_value();
  }

  void check_namespace(const std::string& namespace_) {
    for (const Rule& rule : kServed) check_rule(rule, namespace_);
    if (installation_.annotations)
      for (const Rule& rule : kForAnnotations) check_rule(rule, namespace_);
    if (installation_.edits_ingresses)
      for (const Rule& rule : kForEdits) check_rule(rule, namespace_);
    check_kind(api::kCertificates, namespace_);
    check_kind(api::kIssuers, namespace_);
  }

  // Of whoever asks, which everybody may ask, or of another account.
  // https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
  kube::Result<bool> allowed(const Rule& rule, std::string_view verb,
                             const std::string& namespace_) {
    const bool own = installation_.account.empty();
    const kube::Resource& reviews = own ? kReviews : kReviewsOfOthers;
    wire::Writer spec = wire::Writer().set("resourceAttributes",
                                           wire::Writer()
                                               .set("verb", verb)
                                               .set("group", rule.resource.group)
                                               .set("resource", rule.resource.plural)
                                               .set_unless_empty("subresource", rule.subresource)
                                               .set_unless_empty("name", rule.name)
                                               .set_unless_empty("namespace", namespace_));
    if (!own) spec.set("user", installation_.account).set("groups", groups_of_account());
    const auto body = wire::Writer()
                          .set("apiVersion", reviews.api_version())
                          .set("kind", reviews.kind)
                          .set("spec", spec);
    const auto answer = cluster_.create(reviews, {"", "check"}, body, stop_);
    if (!answer) return base::unexpected(answer.error());
    return answer->object("status").flag("allowed", false);
  }

  // Those that the API server puts every ServiceAccount into.
  std::vector<std::string> groups_of_account() const {
    const auto parts = base::split(installation_.account, ':');
    std::vector<std::string> groups{"system:authenticated", "system:serviceaccounts"};
    if (parts.size() == 4) groups.push_back("system:serviceaccounts:" + parts[2]);
    return groups;
  }

  void check_rule(const Rule& rule, const std::string& namespace_) {
    std::vector<std::string_view> missing;
    std::string problem;
    for (const std::string_view verb : rule.verbs) {
      const auto answer = allowed(rule, verb, namespace_);
      if (!answer) problem = answer.error().message;
      if (answer && !*answer) missing.push_back(verb);
    }
    if (!missing.empty()) {
      problem = "not allowed: " + base::join(missing) +
                ": apply manifests/rbac.yaml, or let the chart make the roles (rbac.create)";
    }
    const std::string_view slash = rule.subresource.empty() ? "" : "/";
    note("right to " + base::join(rule.verbs) + " " + std::string(rule.resource.plural) +
             std::string(slash) + std::string(rule.subresource) + " " + place(namespace_),
         problem);
  }

  // What may not be listed was told of by its rule.
  void check_kind(const kube::Resource& kind, const std::string& namespace_) {
    kube::ListOptions options;
    options.namespace_ = namespace_;
    options.limit = 1;
    const auto page = cluster_.list(kind, options, stop_);
    if (!page && page.error().kind == kube::Error::Kind::kForbidden) return;
    std::string problem = page ? "" : page.error().message;
    if (!page && page.error().kind == kube::Error::Kind::kNotFound) {
      problem =
          "not served: install the CustomResourceDefinitions of this version: kubectl apply "
          "--server-side -f manifests/crds.yaml";
    }
    note("kind " + std::string(kind.kind) + " of " + kind.api_version() + " " + place(namespace_),
         problem);
  }

  void check_sidecars(const std::string& namespace_, const std::string& names) {
    kube::ListOptions options;
    options.namespace_ = namespace_;
    options.label_selector = slices_of(names);
    const auto page = cluster_.list(kube::kEndpointSlices, options, stop_);
    if (!page) return note("sidecars in " + namespace_, page.error().message);
    std::size_t ready = 0;
    for (const wire::Object& slice : page->items) {
      for (const Replica& replica : read_slice(slice).ready) {
        ++ready;
        if (installation_.from_outside) continue;
        check_challenge_port(replica);
        check_admin_port(replica);
      }
    }
    if (ready > 0 && installation_.from_outside) return check_services(namespace_, names);
    if (ready > 0) return;
    note("sidecars in " + namespace_,
         "Service " + names +
             " has no ready replica: look at its pods: kubectl get pods --namespace " + namespace_);
  }

  // An unknown token is answered as only our sidecar does; by 503 while it hears nothing.
  void check_challenge_port(const Replica& replica) {
    http::Request request;
    request.url = {false, replica.address, replica.http_port,
                   std::string(base::kChallengePath) + "installation-check"};
    request.deadline = kPatienceOfCheck;
    note("sidecar " + replica.address + ": challenge port",
         problem_of_answer(http_.send(request, stop_), request.url.text()));
  }

  static std::string problem_of_answer(const base::Result<http::Response, http::Error>& answer,
                                       const std::string& asked) {
    if (!answer) return answer.error().message + kHint;
    if (is_of_sidecar(*answer)) return "";
    return asked + ": answered " + std::to_string(answer->status) +
           ", not by our sidecar: see which pods the Service selects";
  }

  void check_services(const std::string& namespace_, const std::string& names) {
    for (const std::string& name : base::split(names, ',')) {
      const std::string path = "/api/v1/namespaces/" + namespace_ + "/services/" + name +
                               ":http/proxy" + std::string(base::kChallengePath) +
                               "installation-check";
      const auto answer = cluster_.stream(
          path, kPatienceOfCheck, [](std::string_view) { return false; }, stop_);
      note("Service " + name + " in " + namespace_ + ": challenge port",
           problem_by_proxy(answer, path));
    }
  }

  // Where the API server answers instead, it says why.
  static std::string problem_by_proxy(const base::Result<http::Response, http::Error>& answer,
                                      const std::string& asked) {
    if (answer && answer->status >= 400 && !is_of_sidecar(*answer)) {
      return kube::error_of(*answer, asked).message + kHint;
    }
    return problem_of_answer(answer, asked);
  }

  void check_admin_port(const Replica& replica) {
    http::Request request;
    request.url = {false, replica.address, replica.admin_port, "/readyz"};
    request.deadline = kPatienceOfCheck;
    const auto answer = http_.send(request, stop_);
    std::string problem = answer ? "" : answer.error().message + kHint;
    if (answer && answer->status != 200) {
      problem = request.url.text() + ": answered " + std::to_string(answer->status) +
                ": see its log for what it waits for";
    }
    note("sidecar " + replica.address + ": admin port", problem);
  }

  static constexpr char kHint[] = ": see whether its pod runs, and what NetworkPolicies let in";

  kube::Client& cluster_;
  http::Client& http_;
  const Installation& installation_;
  const std::stop_token stop_;
  std::vector<Finding> findings_;
};

}  // namespace

// What stands between, such as the API server, may add words of its own.
bool is_of_sidecar(const http::Response& answer) {
  const auto says = [&](std::string_view header, std::string_view word) {
    return answer.header(header).find(word) != std::string_view::npos;
  };
  return (answer.status == 404 || answer.status == 503) && says("Cache-Control", "no-store") &&
         says("X-Content-Type-Options", "nosniff");
}

std::vector<Finding> check_installation(kube::Client& cluster, http::Client& http,
                                        const Installation& installation, std::stop_token stop) {
  return Inspection(cluster, http, installation, stop).run();
}

}  // namespace installation
