// list, status and why: what is asked of the API server for them; the rest is view/.
#include "api/certificate.h"
#include "api/installation.h"
#include "kubectl/command.h"
#include "records/labels.h"
#include "view/life.h"
#include "view/list.h"
#include "view/standing.h"
#include "view/yaml.h"

namespace kubectl {
namespace {

std::string names_text(const std::vector<wire::Object>& objects) {
  std::string text;
  for (const wire::Object& each : objects) {
    text += "certificate.sallyport.dev/" + each.object("metadata").text("name") + "\n";
  }
  return text;
}

std::string table_text(Session& session, const std::vector<wire::Object>& objects, bool wide) {
  std::vector<api::Certificate> certificates;
  for (const wire::Object& each : objects) certificates.push_back(api::read_certificate(each));
  const ListOptions options{session.arguments().has("all-namespaces"), wide};
  return list_text(std::move(certificates), options, session.now(), session.paint());
}

// The objects of a list have neither kind nor version.
std::vector<wire::Object> with_kind(const std::vector<wire::Object>& objects) {
  std::vector<wire::Object> made;
  for (const wire::Object& each : objects) {
    made.push_back(wire::Writer(each)
                       .set("apiVersion", api::kCertificates.api_version())
                       .set("kind", api::kCertificates.kind)
                       .object());
  }
  return made;
}

const kube::Resource& resource_of(const api::IssuerRef& issuer) {
  return issuer.kind == "ClusterIssuer" ? api::kClusterIssuers : api::kIssuers;
}

std::optional<api::Issuer> issuer_of(Session& session, const api::Certificate& certificate) {
  const api::IssuerRef& ref = certificate.asked_last();
  const bool cluster = ref.kind == "ClusterIssuer";
  const auto found = session.find_if_allowed(
      resource_of(ref), {cluster ? "" : certificate.meta.namespace_, ref.name});
  if (!found) return std::nullopt;
  return cluster ? api::read_cluster_issuer(*found) : api::read_issuer(*found);
}

void add_events(Session& session, const std::string& kind, const kube::Meta& meta,
                std::vector<EventSeen>& events) {
  // Those of what has no namespace are in this one.
  const std::string namespace_ = meta.namespace_.empty() ? "default" : meta.namespace_;
  const auto found = session.list_if_allowed(
      kube::kEvents, namespace_, "regarding.kind=" + kind + ",regarding.name=" + meta.name);
  for (const wire::Object& each : found) {
    // Those of an object of that name which is gone, or of cert-manager's, have another uid.
    const std::string uid = each.object("regarding").text_or("uid", meta.uid);
    if (uid == meta.uid) events.push_back(read_event(each));
  }
}

std::optional<api::Challenge> challenge_of(Session& session, const api::Certificate& certificate) {
  if (!certificate.status.order) return std::nullopt;
  const auto found = session.find_if_allowed(
      api::kChallenges, {session.system_namespace(), records::challenge_name_of(certificate.meta)});
  return found ? std::optional(api::read_challenge(*found)) : std::nullopt;
}

Life look(Session& session, bool whole) {
  Life life;
  life.certificate = api::read_certificate(
      session.get(api::kCertificates, {session.namespace_(), session.words().front()}));
  life.issuer = issuer_of(session, life.certificate);
  if (!whole) return life;
  life.challenge = challenge_of(session, life.certificate);
  add_events(session, "Certificate", life.certificate.meta, life.events);
  if (life.issuer) {
    add_events(session, std::string(life.issuer->resource().kind), life.issuer->meta, life.events);
  }
  return life;
}

}  // namespace

int run_list(Session& session) {
  const std::string format = session.arguments().text("output");
  const bool known = format.empty() || format == "wide" || format == "name" || format == "json" ||
                     format == "yaml";
  if (!known) throw CommandError(kBadUsage, "--output: expected json, yaml, wide or name");
  const auto objects = session.list(api::kCertificates, session.namespace_());
  if (format == "json") session.print(list_of(with_kind(objects)).dump() + "\n");
  if (format == "yaml") session.print(yaml_of(list_of(with_kind(objects))));
  if (format == "name") session.print(names_text(objects));
  if (!format.empty() && format != "wide") return kGood;
  session.print(table_text(session, objects, format == "wide"));
  if (objects.empty()) {
    const std::string where = session.namespace_();
    session.tell("No Certificates found" + (where.empty() ? "" : " in " + where) + ".\n");
  }
  return kGood;
}

int run_status(Session& session) {
  session.print(life_text(look(session, true), session.now(), session.paint()));
  return kGood;
}

int run_why(Session& session) {
  const Life life = look(session, false);
  session.print(why_text(life, session.now(), session.paint()));
  return standing_of(life.certificate).ready ? kGood : kAnswerIsNo;
}

}  // namespace kubectl
