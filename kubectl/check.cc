// check: what the controller's own check looks at, from outside, and what only a person sees: the
// pods and the issuers.
#include "installation/check.h"

#include <map>
#include <set>

#include "api/certificate.h"
#include "api/issuer.h"
#include "api/reasons.h"
#include "base/text.h"
#include "kube/lease.h"
#include "kubectl/command.h"
#include "records/labels.h"
#include "settings/version.h"
#include "view/findings.h"
#include "view/versions.h"
#include "wire/time.h"

namespace kubectl {
namespace {

constexpr kube::Resource kDeployments{"apps", "v1", "deployments", "Deployment"};
constexpr kube::Resource kServices{"", "v1", "services", "Service"};
constexpr kube::Resource kDefinitions{"apiextensions.k8s.io", "v1", "customresourcedefinitions",
                                      "CustomResourceDefinition"};
constexpr base::Seconds kLeaseIsOld{60};  // four times as long as it lasts

bool is_part(const wire::Object& object, const std::string& component) {
  const auto labels = object.object("metadata").text_map("labels");
  const auto value = [&](const char* name) {
    const auto found = labels.find(name);
    return found == labels.end() ? std::string() : found->second;
  };
  return value("app.kubernetes.io/name") == "sallyport" &&
         (component.empty() || value("app.kubernetes.io/component") == component);
}

// What is installed, as its objects tell.
struct Parts {
  std::vector<wire::Object> deployments;
  std::string account = records::kControllerName;
  std::string version = "unknown";  // of the controller, by its image, see version_in
  std::vector<std::string> watched;
  bool annotations = true;
  bool edits_ingresses = false;
  std::string services;
};

void read_controller(const wire::Object& deployment, Parts& parts) {
  constexpr std::string_view kWatched = "--watch-namespaces=";
  const wire::Object pod = deployment.object("spec").object("template").object("spec");
  parts.account = pod.text_or("serviceAccountName", parts.account);
  for (const wire::Object& container : pod.objects("containers")) {
    if (container.text_or("name", "") == "controller")
      parts.version = version_in(container.text_or("image", ""));
    for (const std::string& argument : container.texts("args")) {
      if (argument == "--annotations=false") parts.annotations = false;
      if (argument == "--edit-ingresses=true") parts.edits_ingresses = true;
      if (!argument.starts_with(kWatched)) continue;
      parts.watched = base::split(argument.substr(kWatched.size()), ',');
    }
  }
}

Parts parts_in(Session& session, const std::string& home) {
  Parts parts;
  for (const wire::Object& each : session.list_if_allowed(kDeployments, home)) {
    if (!is_part(each, "")) continue;
    parts.deployments.push_back(each);
    if (is_part(each, "controller")) read_controller(each, parts);
  }
  std::vector<std::string> services;
  for (const wire::Object& each : session.list_if_allowed(kServices, home)) {
    if (is_part(each, "sidecar")) services.push_back(each.object("metadata").text("name"));
  }
  parts.services = services.empty() ? "sallyport-sidecar" : base::join(services, ",");
  if (session.arguments().has("account")) parts.account = session.arguments().text("account");
  return parts;
}

Line line(const std::string& what, const std::string& problem) {
  return {problem.empty() ? Line::Mark::kOk : Line::Mark::kFailed, what, problem};
}

// For the controller and for us. Who may not read definitions is told nothing of them.
void add_definitions(Session& session, const Parts& parts, std::vector<Line>& lines) {
  for (const wire::Object& each : session.list_if_allowed(kDefinitions, "")) {
    const wire::Object meta = each.object("metadata");
    if (each.object("spec").text_or("group", "") != api::kCertificates.group) continue;
    const std::string version =
        records::value_of(meta.text_map("labels"), "app.kubernetes.io/version");
    lines.push_back(definition_line(meta.text("name"), version, "this plugin",
                                    std::string(settings::version())));
    if (!is_version(parts.version)) continue;
    const Line line = definition_line(meta.text("name"), version, "the controller", parts.version);
    if (line.mark != Line::Mark::kOk) lines.push_back(line);
  }
}

void add_pods(const Parts& parts, std::vector<Line>& lines) {
  for (const wire::Object& each : parts.deployments) {
    const auto meta = each.object("metadata");
    const auto wanted = each.object("spec").integer("replicas").value_or(1);
    const auto ready = each.object("status").integer("readyReplicas").value_or(0);
    const std::string count = std::to_string(ready) + " of " + std::to_string(wanted);
    lines.push_back(line("Deployment " + meta.text("name") + ": ready replicas: " + count,
                         ready >= wanted ? ""
                                         : "look at its pods: kubectl get pods --namespace " +
                                               meta.text("namespace")));
  }
}

void add_leader(Session& session, const std::string& home, std::vector<Line>& lines) {
  const auto found = session.find_if_allowed(kube::kLeases, {home, records::kControllerName});
  if (!found) {
    lines.push_back(line("controller", "no Lease " + home + "/" + records::kControllerName +
                                           " can be seen: no controller has run there, or you "
                                           "may not see it"));
    return;
  }
  const kube::LeaseRecord lease = kube::read_lease(*found);
  const auto renewed = wire::read_time(lease.renewed);
  const bool lives = renewed && session.now() - *renewed < kLeaseIsOld && !lease.holder.empty();
  const std::string age = renewed ? relative(*renewed, session.now()) : "never";
  lines.push_back(line("controller: led by " + (lease.holder.empty() ? "nobody" : lease.holder) +
                           ", last sign of life " + age,
                       lives ? "" : "it does not run: look at its pods and its log"));
}

void add_issuer(const api::Issuer& issuer, std::vector<Line>& lines) {
  const auto* ready = kube::find_condition(issuer.status.conditions, api::kReady);
  const std::string why =
      ready == nullptr ? "no controller has looked at it" : ready->reason + ": " + ready->message;
  lines.push_back(line(std::string(issuer.resource().kind) + " " + issuer.meta.key().text(),
                       issuer.ready() ? "" : why));
}

// Those that Certificates of one namespace name.
std::set<std::string> cluster_issuers_of(Session& session, const std::string& where) {
  std::set<std::string> names;
  for (const wire::Object& each : session.list_if_allowed(api::kCertificates, where)) {
    for (const api::IssuerRef& ref : api::read_certificate(each).issuers()) {
      if (ref.kind == api::kClusterIssuers.kind) names.insert(ref.name);
    }
  }
  return names;
}

// Of the whole installation, or of the one namespace that was named: its own, and those that its
// Certificates name.
void add_issuers(Session& session, const Parts& parts, std::vector<Line>& lines) {
  const std::string only = session.arguments().text("namespace");
  auto served = parts.watched.empty() ? std::vector<std::string>{""} : parts.watched;
  if (!only.empty()) served = {only};
  for (const std::string& each : served) {
    for (const wire::Object& issuer : session.list_if_allowed(api::kIssuers, each)) {
      add_issuer(api::read_issuer(issuer), lines);
    }
  }
  const auto named = only.empty() ? std::set<std::string>() : cluster_issuers_of(session, only);
  for (const wire::Object& issuer : session.list_if_allowed(api::kClusterIssuers, "")) {
    if (!only.empty() && !named.contains(kube::read_meta(issuer).name)) continue;
    add_issuer(api::read_cluster_issuer(issuer), lines);
  }
}

void add_findings(Session& session, const std::string& home, const Parts& parts,
                  std::vector<Line>& lines) {
  const auto none = http::make_beast_client({});
  const installation::Installation wanted{home,
                                          parts.watched,
                                          {{home, parts.services}},
                                          parts.annotations,
                                          parts.edits_ingresses,
                                          "system:serviceaccount:" + home + ":" + parts.account,
                                          true};
  for (const auto& each : installation::check_installation(session.cluster(), *none, wanted, {})) {
    lines.push_back(line(each.what, each.problem));
  }
}

}  // namespace

int run_check(Session& session) {
  const std::string home = session.system_namespace();
  const Parts parts = parts_in(session, home);
  std::vector<Line> lines;
  add_findings(session, home, parts, lines);
  add_definitions(session, parts, lines);
  add_pods(parts, lines);
  add_leader(session, home, lines);
  add_issuers(session, parts, lines);
  session.print(lines_text(lines, session.paint()));
  return any_failed(lines) ? kAnswerIsNo : kGood;
}

}  // namespace kubectl
