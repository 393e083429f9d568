#include "controller/secret_seen.h"

#include "acme/renewal_info.h"
#include "base/base64.h"
#include "controller/words.h"
#include "crypto/digest.h"

namespace controller {
namespace {

// A field of `data`, decoded; "" when absent or not base64.
std::string data_of(const wire::Object& secret, const std::string& field) {
  return base::from_base64(secret.object("data").text_or(field, "")).value_or("");
}

wire::Writer secret_body(const kube::ObjectKey& name, const Words& labels, const Words& annotations,
                         const std::vector<kube::OwnerReference>& owners, std::string_view type,
                         const Words& plain) {
  Words data;
  for (const auto& [field, value] : plain) data[field] = base::base64(value);
  return kube::new_object(kube::kSecrets, name, labels, annotations, owners)
      .set("type", type)
      .set("data", data);
}

}  // namespace

StoredCertificate stored_certificate(const crypto::Certificate& leaf, const crypto::PrivateKey& key,
                                     const Origin& origin) {
  return {leaf.dns_names, leaf.ip_addresses, leaf.not_before,
          leaf.not_after, key.spec(),        leaf.public_der == key.public_der(),
          origin.issuer,  origin.account,    acme::certificate_id(leaf),
          leaf.serial};
}

bool SecretSeen::is_for(const kube::Meta& certificate_meta) const {
  return word(meta.labels, kRoleLabel) == kRoleCertificate &&
         word(meta.annotations, kCertificateAnnotation) == certificate_meta.name;
}

SecretSeen read_secret(const wire::Object& object) {
  SecretSeen seen{kube::read_meta(object), {}, {}, ""};
  const auto key = read_key(object, "tls.key");
  if (!key) return seen;
  seen.key_spec = key->spec();
  seen.key_id = base::base64url(crypto::sha256(key->public_der()));
  if (const auto chain = crypto::parse_chain(data_of(object, "tls.crt"));
      chain && !chain->empty()) {
    seen.certificate = stored_certificate(chain->front(), *key,
                                          {word(seen.meta.annotations, kIssuerAnnotation),
                                           word(seen.meta.annotations, kAccountAnnotation)});
  }
  return seen;
}

base::Result<crypto::PrivateKey, std::string> read_key(const wire::Object& secret,
                                                       const std::string& field) {
  const base::Secret pem(data_of(secret, field));
  if (pem.empty()) return base::unexpected("it has no " + field);
  auto key = crypto::PrivateKey::from_pem(pem);
  if (!key) return base::unexpected(field + ": " + key.error());
  return *std::move(key);
}

wire::Writer pending_key_secret(const kube::Meta& certificate, const crypto::PrivateKey& key) {
  return secret_body(
      pending_key_of(certificate), labels_for(kRolePendingKey, certificate.uid),
      {{std::string(kCertificateAnnotation), certificate.name}},
      {{api::kCertificates.api_version(), "Certificate", certificate.name, certificate.uid}},
      "Opaque", {{"tls.key", key.pem().reveal()}});
}

crypto::KeySpec key_spec_of(const api::PrivateKeySpec& spec) {
  const auto algorithm = spec.algorithm == "RSA"       ? crypto::Algorithm::kRsa
                         : spec.algorithm == "Ed25519" ? crypto::Algorithm::kEd25519
                                                       : crypto::Algorithm::kEcdsa;
  return {algorithm, spec.size};
}

}  // namespace controller
