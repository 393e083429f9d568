#include "upkeep/secret_write.h"

#include "api/reasons.h"
#include "base/log.h"
#include "pass/up_to_date.h"
#include "records/labels.h"
#include "records/tls_secret.h"
#include "upkeep/key_and_chain.h"
#include "upkeep/upkeep_steps.h"

namespace controller {
namespace {

using Refusing = kube::Error::Kind;

auto refused(lifecycle::Outcome outcome) { return base::unexpected(std::move(outcome)); }

// Whether the write may take fields over from others: only in a Secret that is ours as it stands.
struct SecretPlan {
  wire::Writer body;
  bool force = false;
};

// One that was seen must still be as it was. Where none was seen, the write takes no field from
// anybody: a Secret that came meanwhile is in conflict with it.
SecretPlan plan_secret(const Pass& pass, const wire::Writer& body) {
  SecretPlan plan{body};
  const auto& seen = pass.seen.secret_seen;
  if (!seen) return plan;
  plan.body = kube::conditional(body, seen->meta);
  if (!seen->type.empty()) plan.body.set("type", seen->type);
  plan.force = true;
  return plan;
}

lifecycle::Outcome secret_refused(const Pass& pass, const kube::Error& error, bool forced) {
  pass.world.secret_looks.forget(pass.seen.certificate->secret());
  if (error.kind == Refusing::kConflict && forced) {
    bring_up_to_date(pass.world, kube::kSecrets, pass.seen.certificate->secret(),
                     pass.world.stores.secrets, records::read_secret, Watched::kOurs, pass.stop);
  }
  return lifecycle::SecretRefused{error, forced};
}

// A Certificate of before, of the same name, may have written forms that this one does not ask for,
// or a placeholder. They are of another manager, so that our write leaves them: a key that is out
// of use, and the mark that what is there is nobody's certificate.
kube::Result<wire::Object> without_old_forms(const Pass& pass, const wire::Object& written,
                                             bool placeholder) {
  const kube::Meta meta = kube::read_meta(written);
  const auto old = records::old_forms(written, pass.seen.certificate->spec);
  const bool marked = !placeholder && records::is_placeholder(meta);
  if (old.empty() && !marked) return written;
  wire::Writer data;
  for (const std::string& name : old) data.set_null(name);
  base::log_info("OldFormsRemoved", {{"certificate", pass.certificate()}});
  wire::Writer body;
  if (!old.empty()) body.set("data", data);
  if (marked) {
    body.set("metadata", wire::Writer().set("annotations",
                                            wire::Writer().set_null(api::kPlaceholderAnnotation)));
  }
  const auto patch = kube::conditional(body, meta);
  return pass.world.cluster.merge_patch(kube::kSecrets, pass.seen.certificate->secret(), patch, "",
                                        pass.stop);
}

}  // namespace

lifecycle::FailedAttempt secret_changed(const kube::ObjectKey& name) {
  const std::string why = "Secret " + name.text() +
                          ": key or certificate does not arrive as it was written: a webhook or " +
                          "a MutatingAdmissionPolicy changes it; exempt Secrets with the label " +
                          std::string(records::kRoleLabel) + ", then give the annotation " +
                          std::string(api::kRenewAnnotation) + " another value";
  return {.reason = api::kSecretChanged, .message = why, .stalled = true};
}

base::Result<base::Secret, lifecycle::Outcome> keystore_password(const Pass& pass) {
  const api::Pkcs12Spec& keystore = pass.seen.certificate->spec.pkcs12;
  if (!keystore.create) return base::Secret();
  const kube::ObjectKey name{pass.meta().namespace_, keystore.password_secret};
  const auto secret = pass.world.cluster.get(kube::kSecrets, name, pass.stop);
  if (!secret && secret.error().kind != Refusing::kNotFound) {
    return refused(lifecycle::ClusterError{secret.error()});
  }
  base::Secret password;
  if (secret) password = records::password_of(*secret, keystore.password_key);
  if (!password.empty()) return password;
  const std::string lacks = secret ? " has nothing in " + keystore.password_key
                                   : " does not exist, which has it in " + keystore.password_key;
  const std::string why = "keystores.pkcs12: a password is needed, and Secret " + name.text() +
                          lacks + ": put it there, and this goes on by itself";
  return refused(
      lifecycle::Waits{{.issuing = true, .reason = api::kKeystorePasswordMissing, .message = why},
                       base::kWhileBlocked});
}

base::Result<records::SecretSeen, lifecycle::Outcome> write_tls_secret(
    const Pass& pass, const SecretContent& content) {
  const kube::ObjectKey name = pass.seen.certificate->secret();
  // A manager of its own for each Certificate: two that name one Secret are in conflict.
  const std::string manager = "sallyport-" + pass.meta().uid;
  const auto plan = plan_secret(
      pass,
      records::tls_secret({*pass.seen.certificate, content.key, content.chain_pem, content.origin,
                           content.password, content.seal, content.placeholder}));
  const auto answer = pass.world.cluster.apply(
      kube::kSecrets, name, plan.body, {.field_manager = manager, .force = plan.force}, pass.stop);
  if (!answer) {
    return base::unexpected(secret_refused(pass, answer.error(), plan.force));
  }
  const auto tidied = without_old_forms(pass, *answer, content.placeholder);
  if (!tidied) return base::unexpected(secret_refused(pass, tidied.error(), plan.force));
  records::SecretSeen written =
      records::read_answer(*tidied, {.key = content.key,
                                     .encoding = records::encoding_of(pass.seen.certificate->spec),
                                     .chain_pem = content.chain_pem,
                                     .chain = content.chain});
  written.written_as = records::layout_of(pass.seen.certificate->spec);
  pass.world.secret_looks.forget(name);
  pass.world.stores.secrets.put(written);
  if (content.placeholder) return written;
  const bool serves = written.certificate && written.key_id == records::key_id_of(content.key) &&
                      written.certificate->serial == content.chain.front().serial;
  if (serves) return written;
  return refused(secret_changed(name));
}

namespace {

// A seal for this Certificate, of what was issued for `from`; "" where the Secret's does not show
// that it was.
kube::Result<std::string> own_seal(const Pass& pass, const KeyAndChain& found,
                                   const kube::ObjectKey& from) {
  const auto fits = pass.world.seals.fits(found.seal, found.issued_for(from), pass.stop);
  if (!fits) return base::unexpected(fits.error());
  if (!*fits) return std::string();
  return pass.world.seals.seal(found.issued_for(pass.meta().key()), pass.stop);
}

// With what is in the Secret of the Certificate `from`: its own, or its twin.
base::Result<records::SecretSeen, lifecycle::Outcome> rewrite(const Pass& pass,
                                                              const api::Certificate& from,
                                                              const std::string& issuer) {
  auto found = key_and_chain_in(pass, from.secret());
  if (!found) return base::unexpected(found.error());
  if (found->origin.issuer.empty()) found->origin.issuer = issuer;
  const auto seal = own_seal(pass, *found, from.meta.key());
  if (!seal) return refused(lifecycle::ClusterError{seal.error()});
  const auto password = keystore_password(pass);
  if (!password) return base::unexpected(password.error());
  return write_tls_secret(
      pass, {found->key, found->chain_pem, found->chain, found->origin, *seal, *password});
}

}  // namespace

// The spec wants the same key and chain in another form.
lifecycle::Outcome perform(const Pass& pass, const lifecycle::RewriteSecret&) {
  const kube::ObjectKey name = pass.seen.certificate->secret();
  const auto written = rewrite(pass, *pass.seen.certificate, pass.seen.stored->issuer);
  if (!written) return written.error();
  base::log_info("SecretRewritten", {{"certificate", pass.certificate()}, {"secret", name.text()}});
  return base::kNow;
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::CopyCertificate&) {
  const auto twin =
      pass.world.stores.certificates.get({pass.meta().namespace_, pass.seen.twin_with_it});
  if (!twin) return base::kNow;
  const auto written = rewrite(pass, *twin, pass.seen.twin_has->issuer);
  if (!written) return written.error();
  base::log_info("CertificateCopied",
                 {{"certificate", pass.certificate()}, {"from", twin->meta.key().text()}});
  return lifecycle::Issued{*written->certificate, twin->status.renewal_info};
}

}  // namespace controller
