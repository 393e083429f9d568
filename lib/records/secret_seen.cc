#include "records/secret_seen.h"

#include <algorithm>

#include "acme_objects/renewal_info.h"
#include "base/base64.h"
#include "crypto/digest.h"
#include "records/labels.h"

namespace records {
namespace {

Forms forms_in(const wire::Object& secret, const crypto::PrivateKey& key) {
  const base::Secret der(data_of(secret, "key.der"));
  const base::Secret combined(data_of(secret, "tls-combined.pem"));
  const auto is_der = [&](crypto::Encoding encoding) {
    return der.reveal() == key.der(encoding).reveal();
  };
  const auto is_combined = [&] {
    const base::Secret both(data_of(secret, "tls.key") + data_of(secret, "tls.crt"));
    return combined.reveal() == both.reveal();
  };
  return {!der.empty() && (is_der(crypto::Encoding::kPkcs8) || is_der(crypto::Encoding::kPkcs1)),
          !combined.empty() && is_combined(), !data_of(secret, "keystore.p12").empty()};
}

std::vector<crypto::Certificate> unless_cut_down(std::vector<crypto::Certificate> chain,
                                                 const kube::Meta& meta) {
  const bool is_cut_down =
      chain.size() == 1 && chain.front().serial == value_of(meta.annotations, kChainedAnnotation);
  return is_cut_down ? std::vector<crypto::Certificate>{} : std::move(chain);
}

SecretSeen read_with(const wire::Object& object, auto key_of, auto chain_of) {
  SecretSeen seen{kube::read_meta(object)};
  seen.immutable = object.flag("immutable");
  const std::string type = object.text_or("type", "Opaque");
  if (type != kTlsType) seen.type = type;
  if (seen.is_placeholder()) return seen;
  const auto key = key_of();
  if (!key) return seen;
  seen.key_spec = key->spec();
  seen.key_id = key_id_of(*key);
  seen.forms = forms_in(object, *key);
  if (const auto chain = chain_of(seen.meta); !chain.empty())
    seen.certificate = stored_certificate(chain.front(), *key, origin_in(seen.meta));
  return seen;
}

// Who else keeps it as it likes, or null.
const kube::OwnerReference* other_controller(const kube::Meta& meta) {
  const auto other = [](const kube::OwnerReference& owner) {
    return owner.controller && owner.api_version != api::kCertificates.api_version();
  };
  const auto found = std::find_if(meta.owners.begin(), meta.owners.end(), other);
  return found == meta.owners.end() ? nullptr : &*found;
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

std::string data_of(const wire::Object& secret, const std::string& field) {
  return base::from_base64(secret.object("data").text_or(field, "")).value_or("");
}

base::Secret password_of(const wire::Object& secret, const std::string& field) {
  std::string text = data_of(secret, field);
  if (text.ends_with('\n')) {
    text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
  }
  return base::Secret(std::move(text));
}

std::vector<crypto::Certificate> chain_in(const wire::Object& secret, const kube::Meta& meta) {
  auto chain = crypto::parse_chain(data_of(secret, "tls.crt"));
  return chain ? unless_cut_down(*std::move(chain), meta) : std::vector<crypto::Certificate>{};
}

Origin origin_in(const kube::Meta& secret) {
  return {value_of(secret.annotations, kIssuerAnnotation),
          value_of(secret.annotations, kAccountAnnotation)};
}

std::string key_id_of(const crypto::PrivateKey& key) {
  return base::base64url(crypto::sha256(key.public_der()));
}

StoredCertificate stored_certificate(const crypto::Certificate& leaf, const crypto::PrivateKey& key,
                                     const Origin& origin) {
  return {leaf.dns_names, leaf.ip_addresses, leaf.not_before,
          leaf.not_after, key.spec(),        leaf.public_der == key.public_der(),
          origin.issuer,  origin.account,    acme::certificate_id(leaf),
          leaf.serial};
}

bool SecretSeen::is_for(const kube::Meta& certificate_meta) const {
  const std::string role = value_of(meta.labels, kRoleLabel);
  const std::string name = value_of(meta.annotations, kCertificateAnnotation);
  const bool ours = role == kRoleCertificate || (role.empty() && !name.empty());
  return ours && (name.empty() || name == certificate_meta.name) &&
         other_controller(meta) == nullptr;
}

std::string SecretSeen::owner() const {
  if (const auto* other = other_controller(meta))
    return other->kind + " " + other->name + " has it";
  const std::string name = value_of(meta.annotations, kCertificateAnnotation);
  return name.empty() ? "it has no label of Sallyport" : "it is Certificate " + name + "'s";
}

bool is_placeholder(const kube::Meta& secret) {
  return value_of(secret.annotations, api::kPlaceholderAnnotation) == "true";
}

SecretSeen read_secret(const wire::Object& object) {
  return read_with(
      object, [&] { return read_key(object, "tls.key"); },
      [&](const kube::Meta& meta) { return chain_in(object, meta); });
}

SecretSeen read_answer(const wire::Object& object, const Sent& sent) {
  const auto key = [&]() -> base::Result<crypto::PrivateKey, std::string> {
    const base::Secret there(data_of(object, "tls.key"));
    if (there == sent.key.pem(sent.encoding)) return sent.key;
    return read_key(object, "tls.key");
  };
  const auto chain = [&](const kube::Meta& meta) {
    const bool is_it = !sent.chain_pem.empty() && data_of(object, "tls.crt") == sent.chain_pem;
    return is_it ? unless_cut_down(sent.chain, meta) : chain_in(object, meta);
  };
  return read_with(object, key, chain);
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

}  // namespace records
