#include "records/tls_secret.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "crypto/digest.h"
#include "crypto/pkcs12.h"
#include "records/labels.h"

namespace records {
namespace {

Words encoded_data(const TlsSecret& parts) {
  const api::CertificateSpec& spec = parts.certificate.spec;
  const base::Secret key = parts.key.pem(encoding_of(spec));
  Words data{{"tls.key", base::base64(key.reveal())}, {"tls.crt", base::base64(parts.chain_pem)}};
  if (spec.der) data["key.der"] = base::base64(parts.key.der(encoding_of(spec)).reveal());
  if (spec.combined_pem) {
    data["tls-combined.pem"] = base::base64(key.reveal() + parts.chain_pem);
  }
  if (spec.pkcs12.create && !parts.placeholder) {
    data["keystore.p12"] = base::base64(
        crypto::pkcs12(parts.key, parts.chain_pem, parts.keystore_password, "certificate")
            .reveal());
  }
  return data;
}

Words labels_of(const api::CertificateSpec& spec) {
  Words labels = labels_for(kRoleCertificate);
  labels.insert(spec.secret_labels.begin(), spec.secret_labels.end());
  return labels;
}

// But for those that say whom the certificate is from.
Words annotations_of(const api::Certificate& certificate) {
  Words annotations = certificate.spec.secret_annotations;
  annotations[std::string(kCertificateAnnotation)] = certificate.meta.name;
  annotations[std::string(kLayoutAnnotation)] = layout_of(certificate.spec);
  return annotations;
}

// Where the chain has more than the leaf: once they are cut off, most clients trust it no more.
void tell_chained(Words& annotations, const std::string& chain_pem) {
  const auto chain = crypto::parse_chain(chain_pem);
  if (!chain || chain->size() < 2) return;
  annotations[std::string(kChainedAnnotation)] = chain->front().serial;
}

// By the managers of the field (https://kubernetes.io/docs/reference/using-api/server-side-apply/).
bool is_written_by_us(const wire::Object& secret, const std::string& field) {
  const auto managers = secret.object("metadata").objects("managedFields");
  int ours = 0;
  for (const wire::Object& manager : managers) {
    if (!manager.object("fieldsV1").object("f:data").has("f:" + field)) continue;
    if (!manager.text_or("manager", "").starts_with("sallyport-")) return false;
    ++ours;
  }
  return ours > 0;
}

// Of what is not kept (read_meta) nobody can say that it is not there.
bool holds(const Words& there, const Words& wanted, bool partial) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& each) {
    const auto found = there.find(each.first);
    return found == there.end() ? partial : found->second == each.second;
  });
}

}  // namespace

wire::Writer tls_secret(const TlsSecret& parts) {
  const api::CertificateSpec& spec = parts.certificate.spec;
  Words annotations = annotations_of(parts.certificate);
  annotations[std::string(kIssuerAnnotation)] = parts.origin.issuer;
  annotations[std::string(kAccountAnnotation)] = parts.origin.account;
  if (!parts.seal.empty()) annotations[std::string(kSealAnnotation)] = parts.seal;
  if (parts.placeholder) annotations[std::string(api::kPlaceholderAnnotation)] = "true";
  tell_chained(annotations, parts.chain_pem);
  return kube::new_object(kube::kSecrets, parts.certificate.secret(), labels_of(spec), annotations)
      .set("type", kTlsType)
      .set("data", encoded_data(parts));
}

crypto::Encoding encoding_of(const api::CertificateSpec& spec) {
  return spec.private_key.encoding == "PKCS1" ? crypto::Encoding::kPkcs1 : crypto::Encoding::kPkcs8;
}

std::vector<std::string> old_forms(const wire::Object& secret, const api::CertificateSpec& spec) {
  const std::array<std::pair<std::string, bool>, 3> forms = {
      {{"key.der", spec.der},
       {"tls-combined.pem", spec.combined_pem},
       {"keystore.p12", spec.pkcs12.create}}};
  std::vector<std::string> old;
  for (const auto& [name, wanted] : forms) {
    if (!wanted && secret.object("data").has(name) && is_written_by_us(secret, name))
      old.push_back(name);
  }
  return old;
}

std::string layout_of(const api::CertificateSpec& spec) {
  const wire::Writer layout =
      wire::Writer()
          .set("labels", spec.secret_labels)
          .set("annotations", spec.secret_annotations)
          .set("encoding", spec.private_key.encoding)
          .set("der", spec.der)
          .set("combined", spec.combined_pem)
          .set("pkcs12", spec.pkcs12.create)
          .set("password", spec.pkcs12.password_secret + "/" + spec.pkcs12.password_key);
  return base::base64url(crypto::sha256(layout.text()).substr(0, 9));
}

bool is_laid_out(const SecretSeen& secret, const api::Certificate& certificate) {
  const api::CertificateSpec& spec = certificate.spec;
  if (secret.immutable || secret.written_as == layout_of(spec)) return true;
  const bool has_forms = (secret.forms.der || !spec.der) &&
                         (secret.forms.combined || !spec.combined_pem) &&
                         (secret.forms.keystore || !spec.pkcs12.create);
  const kube::Meta& meta = secret.meta;
  return has_forms && holds(meta.labels, labels_of(spec), meta.partial) &&
         holds(meta.annotations, annotations_of(certificate), meta.partial) &&
         !value_of(meta.annotations, kIssuerAnnotation).empty();
}

}  // namespace records
