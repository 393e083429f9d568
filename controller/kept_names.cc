#include "controller/kept_names.h"

#include "controller/observe.h"
#include "controller/words.h"
#include "crypto/certificate.h"
#include "crypto/digest.h"

namespace controller {
namespace {

wire::Writer record_for(const kube::Meta& certificate, const std::vector<std::string>& names) {
  const Words annotations{{std::string(kCertificateAnnotation), certificate.key().text()}};
  return kube::new_object(api::kNamePolicies, kept_names_key(certificate.key()),
                          labels_for(kRoleKeptNames), annotations)
      .set("spec", wire::Writer()
                       .set("names", names)
                       .set("namespaces", std::vector<std::string>{certificate.namespace_}));
}

}  // namespace

kube::ObjectKey kept_names_key(const kube::ObjectKey& certificate) {
  return {"", "kept." + certificate.namespace_ + "." + crypto::short_hash(certificate.text(), 8)};
}

kube::ObjectKey keeper_of(const api::NamePolicy& record) {
  kube::ObjectKey keeper = owner_of(record.meta);
  keeper.namespace_ = record.namespaces.empty() ? "" : record.namespaces.front();
  return keeper;
}

std::vector<acme::Identifier> names_kept(const api::NamePolicy& record) {
  std::vector<acme::Identifier> names;
  if (record.namespaces.empty()) return names;
  for (const std::string& name : record.names) {
    const bool ip = crypto::canonical_ip(name).has_value();
    names.push_back({ip ? acme::Identifier::Type::kIp : acme::Identifier::Type::kDns, name});
  }
  return names;
}

std::optional<LookAgain> keep_names(const Pass& pass) {
  if (!pass.world.keep_names) return std::nullopt;
  const auto names = acme::values_of(identifiers_of(*pass.seen.certificate));
  const kube::ObjectKey key = kept_names_key(pass.meta().key());
  const auto there = pass.world.stores.kept_names.get(key);
  if (there && there->names == names) return std::nullopt;
  const auto answer = pass.world.cluster.apply(
      api::kNamePolicies, key, record_for(pass.meta(), names), kube::forced(), pass.stop);
  if (!answer) return after_cluster_error(pass, answer.error());
  pass.world.stores.kept_names.put(api::read_name_policy(*answer));
  return std::nullopt;
}

}  // namespace controller
