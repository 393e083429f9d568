// migrate: reads what there is of cert-manager's, and prints, does or undoes the move (migration/).
#include "api/cert_manager.h"
#include "api/certificate.h"
#include "api/http01_routes.h"
#include "api/issuer.h"
#include "kubectl/command.h"
#include "kubectl/move.h"
#include "migration/planner.h"
#include "records/secret_seen.h"
#include "view/yaml.h"

namespace kubectl {
namespace {

std::string their_namespace(const Session& session) {
  const std::string said = session.arguments().text("cert-manager-namespace");
  return said.empty() ? "cert-manager" : said;
}

void see_owners(Session& session, const kube::Resource& kind, const std::string& where,
                migration::Seen& seen) {
  for (const wire::Object& each : session.list_if_served(kind, where)) {
    seen.owners.push_back({kind, each});
  }
}

void see_ours(Session& session, const std::string& where, migration::Seen& seen) {
  for (const wire::Object& each : session.list(api::kCertificates, where)) {
    seen.our_certificates.insert(kube::read_meta(each).key());
  }
  for (const wire::Object& each : session.list(api::kIssuers, where)) {
    seen.our_issuers.insert("Issuer " + kube::read_meta(each).key().text());
  }
  for (const wire::Object& each : session.list_if_allowed(api::kClusterIssuers, "")) {
    seen.our_issuers.insert("ClusterIssuer " + kube::read_meta(each).name);
  }
}

void see_tls_secrets(Session& session, migration::Seen& seen) {
  for (const wire::Object& each : seen.certificates) {
    const kube::ObjectKey key{kube::read_meta(each).namespace_,
                              each.object("spec").text("secretName")};
    const auto found = session.find(kube::kSecrets, key);
    if (found) seen.tls_secrets.emplace(key, records::read_secret(*found));
  }
}

void see_secrets_of(Session& session, const wire::Object& issuer, const std::string& home,
                    migration::Seen& seen) {
  const wire::Object acme = issuer.object("spec").object("acme");
  for (const wire::Object& ref : {acme.object("privateKeySecretRef"),
                                  acme.object("externalAccountBinding").object("keySecretRef")}) {
    const std::string name = ref.text_or("name", "");
    if (name.empty() || !session.find(kube::kSecrets, {home, name})) continue;
    seen.other_secrets.insert({home, name});
  }
}

bool is_used(const wire::Object& cluster_issuer, const migration::Seen& seen) {
  const std::string name = kube::read_meta(cluster_issuer).name;
  for (const wire::Object& each : seen.certificates) {
    const wire::Object ref = each.object("spec").object("issuerRef");
    if (ref.text_or("kind", "Issuer") == "ClusterIssuer" && ref.text("name") == name) return true;
  }
  return false;
}

migration::Seen see(Session& session) {
  const std::string where = session.namespace_();
  migration::Seen seen;
  seen.cert_manager_namespace = their_namespace(session);
  seen.issuers = session.list(api::kTheirIssuers, where);
  seen.certificates = session.list(api::kTheirCertificates, where);
  std::erase_if(seen.certificates,
                [](const wire::Object& each) { return kube::read_meta(each).deleting; });
  for (const wire::Object& each : session.list_if_allowed(api::kTheirClusterIssuers, "")) {
    // Of one namespace only those that it needs.
    if (where.empty() || is_used(each, seen)) seen.cluster_issuers.push_back(each);
  }
  see_owners(session, kube::kIngresses, where, seen);
  see_owners(session, api::kGateways, where, seen);
  see_owners(session, api::kListenerSets, where, seen);
  see_ours(session, where, seen);
  see_tls_secrets(session, seen);
  for (const wire::Object& each : seen.issuers) {
    see_secrets_of(session, each, kube::read_meta(each).namespace_, seen);
  }
  for (const wire::Object& each : seen.cluster_issuers) {
    see_secrets_of(session, each, seen.cert_manager_namespace, seen);
  }
  return seen;
}

// What would be written, for those who keep it in Git.
std::vector<wire::Object> objects_of(const migration::Plan& plan) {
  std::vector<wire::Object> all;
  for (const auto& each : plan.issuers) {
    if (!each.mapped.refused && !each.is_there) all.push_back(our_issuer(each).object());
  }
  for (const auto& each : plan.certificates) {
    if (!each.mapped.refused) all.push_back(our_certificate(each).object());
  }
  return all;
}

void print_plan(const Session& session, const migration::Plan& plan) {
  const std::string format = session.arguments().text("output");
  if (format == "json") return session.print(list_of(objects_of(plan)).dump() + "\n");
  if (format == "yaml") return session.print(yaml_of(list_of(objects_of(plan))));
  std::string text = migration::plan_text(plan);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    session.print(plain(text.substr(begin, end - begin)) + "\n");
    begin = end + 1;
  }
}

void check_flags(const Arguments& arguments) {
  const std::string format = arguments.text("output");
  if (!format.empty() && format != "json" && format != "yaml") {
    throw CommandError(kBadUsage, "--output: expected json or yaml");
  }
  if (arguments.has("apply") && arguments.has("undo")) {
    throw CommandError(kBadUsage, "--apply and --undo exclude each other");
  }
}

}  // namespace

int run_migrate(Session& session) {
  check_flags(session.arguments());
  if (session.arguments().has("undo")) {
    undo_move(session);
    return kGood;
  }
  const migration::Plan plan = make_plan(see(session), session.now());
  print_plan(session, plan);
  if (session.arguments().has("apply")) {
    apply_move(session, plan);
  } else if (!session.arguments().has("output")) {
    tell_of_begun(session);
    session.print("Nothing was changed: --apply does it, and --undo takes it back.\n");
  }
  return plan.is_whole() ? kGood : kAnswerIsNo;
}

}  // namespace kubectl
