#include "migration/plan.h"

#include <algorithm>

#include "api/cert_manager.h"
#include "api/certificate.h"
#include "api/issuer.h"
#include "base/text.h"
#include "migration/whole_meta.h"
#include "records/labels.h"

namespace migration {
namespace {

constexpr std::size_t kLongestNameOfAll = 253;
constexpr std::size_t kLongestName = 180;  // with ours around it

using Words = std::map<std::string, std::string>;
const Words kMoved{{std::string(kMovedAnnotation), std::string(kMovedValue)}};

// What Helm and others write of themselves would have them think that it is theirs.
Words labels_of(const kube::Meta& theirs) {
  Words labels = theirs.labels;
  labels.erase(std::string(records::kManagedBy));
  return labels;
}

void expect(bool holds, const std::string& otherwise) {
  if (!holds) throw wire::Malformed(otherwise);
}

bool is_label(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, fits);
}

// As the API server takes names of objects (RFC 1123 section 2.1).
bool is_object_name(const std::string& name) {
  return !name.empty() && name.back() != '.' && name.size() <= kLongestNameOfAll &&
         std::ranges::all_of(base::split(name, '.'), is_label);
}

// What one text of a ConfigMap keeps: a Certificate of that kind, of that namespace.
wire::Object kept_in(const wire::Object& config_map, const std::string& field,
                     const kube::Resource& kind) {
  auto kept = wire::Object::parse(config_map.object("data").text(field));
  expect(kept.text("apiVersion") == kind.api_version() && kept.text("kind") == kind.kind,
         field + " is no " + std::string(kind.kind) + " of " + kind.api_version());
  const kube::ObjectKey key = kube::read_meta(kept).key();
  const kube::ObjectKey of = kube::read_meta(config_map).key();
  expect(is_object_name(key.name), field + ": metadata.name is no name");
  expect(kept_key(key) == of,
         field + " is of another Certificate than the ConfigMap's name and namespace say");
  expect(is_object_name(kept.object("spec").text("secretName")),
         field + ": spec.secretName is no name");
  return kept;
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
      .set("apiVersion", api::kTheirCertificates.api_version())
      .set("kind", api::kTheirCertificates.kind)
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
  const kube::Meta theirs = whole_meta(move.theirs);
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
                          {{std::string(kKeptLabel), std::string(kKeptValue)}},
                          {{std::string(kMadeAnnotation), "false"}})
      .set("data", Words{{"cert-manager.json", as_new(move.theirs).text()},
                         {"sallyport.json", our_certificate(move).text()}});
}

Kept read_kept(const wire::Object& config_map) {
  Kept kept;
  kept.theirs = kept_in(config_map, "cert-manager.json", api::kTheirCertificates);
  kept.ours = kept_in(config_map, "sallyport.json", api::kCertificates);
  kept.certificate = kube::read_meta(kept.theirs).key();
  return kept;
}

wire::Writer made_mark() { return metadata({}, wire::Writer().set(kMadeAnnotation, "true")); }

bool is_made(const wire::Object& config_map) {
  const auto words = config_map.object("metadata").text_map("annotations");
  return records::value_of(words, kMadeAnnotation) == "true";
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
