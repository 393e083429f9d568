#include "migration/plan.h"

#include <algorithm>

#include "api/certificate.h"
#include "api/issuer.h"
#include "base/text.h"
#include "records/labels.h"

namespace migration {
namespace {

constexpr std::size_t kLongestName = 180;  // of 253, with ours around it

using Words = std::map<std::string, std::string>;
const Words kMoved{{std::string(kMovedAnnotation), std::string(kMovedValue)}};

// What Helm and others write of themselves would have them think that it is theirs.
Words labels_of(const kube::Meta& theirs) {
  Words labels = theirs.labels;
  labels.erase(std::string(records::kManagedBy));
  return labels;
}

wire::Writer metadata(const wire::Writer& labels, const wire::Writer& annotations) {
  return wire::Writer().set("metadata",
                            wire::Writer().set("labels", labels).set("annotations", annotations));
}

// As it can be created again.
wire::Writer as_new(const wire::Object& theirs) {
  const wire::Object meta = theirs.object("metadata");
  wire::Writer kept;
  kept.set("name", meta.text("name")).set("namespace", meta.text("namespace"));
  for (const char* field : {"labels", "annotations"}) {
    if (meta.has(field)) kept.set(field, meta.object(field));
  }
  std::vector<wire::Writer> owners;
  for (const wire::Object& owner : meta.objects("ownerReferences")) owners.emplace_back(owner);
  if (!owners.empty()) kept.set("ownerReferences", owners);
  return wire::Writer()
      .set("apiVersion", kTheirCertificates.api_version())
      .set("kind", kTheirCertificates.kind)
      .set("metadata", kept)
      .set("spec", theirs.object("spec"));
}

}  // namespace

std::string IssuerMove::text() const {
  return (cluster_scoped ? "ClusterIssuer " : "Issuer ") + mapped.key.text();
}

bool Plan::is_whole() const {
  const auto stays = [](const auto& move) { return move.mapped.refused; };
  const auto refused = [](const Finding& each) { return each.verdict == Verdict::kRefused; };
  return std::ranges::none_of(certificates, stays) && std::ranges::none_of(issuers, stays) &&
         std::ranges::none_of(findings, refused);
}

wire::Writer our_issuer(const IssuerMove& move) {
  const auto& kind = move.cluster_scoped ? api::kClusterIssuers : api::kIssuers;
  return kube::new_object(kind, move.mapped.key, {}, kMoved).set("spec", move.mapped.spec);
}

wire::Writer our_certificate(const CertificateMove& move) {
  const kube::Meta theirs = kube::read_meta(move.theirs);
  return kube::new_object(api::kCertificates, move.mapped.key, labels_of(theirs), kMoved,
                          theirs.owners)
      .set("spec", move.mapped.spec);
}

kube::ObjectKey kept_key(const kube::ObjectKey& certificate) {
  std::string name = certificate.name;
  if (name.size() > kLongestName) {
    name = base::cut(name, kLongestName) + "." + std::to_string(base::fnv1a(certificate.name));
  }
  return {certificate.namespace_, "sallyport-migrated-" + name};
}

wire::Writer kept_certificate(const CertificateMove& move) {
  return kube::new_object(kConfigMaps, kept_key(move.mapped.key),
                          {{std::string(kKeptLabel), std::string(kKeptValue)}})
      .set("data", Words{{"cert-manager.json", as_new(move.theirs).text()},
                         {"sallyport.json", our_certificate(move).text()}});
}

Kept read_kept(const wire::Object& config_map) {
  const wire::Object data = config_map.object("data");
  Kept kept;
  kept.theirs = wire::Object::parse(data.text("cert-manager.json"));
  kept.ours = wire::Object::parse(data.text("sallyport.json"));
  kept.certificate = kube::read_meta(kept.theirs).key();
  if (kept.certificate.namespace_ != kube::read_meta(config_map).namespace_) {
    throw wire::Malformed("cert-manager.json is of another namespace");
  }
  return kept;
}

wire::Writer secret_marks(const CertificateMove& move) {
  wire::Writer labels;
  for (const auto& [name, value] : records::labels_for(records::kRoleCertificate)) {
    labels.set(name, value);
  }
  wire::Writer annotations;
  annotations.set(records::kCertificateAnnotation, move.mapped.key.name)
      .set(records::kIssuerAnnotation, move.issuer)
      .set_unless_empty(records::kAccountAnnotation, move.account);
  return metadata(labels, annotations);
}

wire::Writer no_marks() {
  wire::Writer labels;
  for (const auto& [name, value] : records::labels_for(records::kRoleCertificate)) {
    labels.set_null(name);
  }
  wire::Writer annotations;
  for (const std::string_view name :
       {records::kCertificateAnnotation, records::kIssuerAnnotation, records::kAccountAnnotation,
        records::kChainedAnnotation, records::kSealAnnotation, records::kLayoutAnnotation}) {
    annotations.set_null(name);
  }
  return metadata(labels, annotations);
}

wire::Writer no_annotations_of_ours() {
  wire::Writer annotations;
  for (const Row& row : rows()) {
    if (row.kind == Kind::kAnnotation && !row.ours.empty()) annotations.set_null(row.ours);
  }
  return wire::Writer().set("metadata", wire::Writer().set("annotations", annotations));
}

wire::Writer annotations_of_before(const kube::Meta& owner) {
  wire::Writer annotations;
  const auto kept = owner.annotations.find(std::string(kBeforeAnnotation));
  const auto before = wire::Object::parse(kept->second).text_map("before");
  // Whoever may write there asks for no other annotation by an administrator's hand.
  for (const auto& [name, value] : before) {
    if (is_theirs(name)) annotations.set(name, value);
  }
  annotations.set_null(kBeforeAnnotation);
  return wire::Writer().set("metadata", wire::Writer().set("annotations", annotations));
}

}  // namespace migration
