// The steps that turn a validated order into a certificate in its Secret.

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "controller/apply.h"
#include "controller/renewal.h"
#include "controller/words.h"
#include "crypto/certificate.h"
#include "crypto/csr.h"

namespace controller {
namespace {

using Refusing = kube::Error::Kind;

// The key that the order's certificate is for. kNotFound or kInvalid: there is none to be had.
kube::Result<crypto::PrivateKey> issuance_key(const Pass& pass) {
  const kube::ObjectKey name =
      pass.seen.keeps_key
          ? kube::ObjectKey{pass.meta().namespace_, pass.seen.certificate->spec.secret_name}
          : pending_key_of(pass.meta());
  const auto secret = pass.world.cluster.get(kube::kSecrets, name, pass.stop);
  if (!secret) return base::unexpected(secret.error());
  auto key = read_key(*secret, "tls.key");
  if (key) return *std::move(key);
  kube::Error error;
  error.kind = Refusing::kInvalid;
  error.message = "Secret " + name.text() + ": " + key.error();
  return base::unexpected(error);
}

// Only what is gone for good is a reason to give the order up.
LookAgain without_key(const Pass& pass, const kube::Error& error) {
  const bool gone = error.kind == Refusing::kNotFound || error.kind == Refusing::kInvalid;
  return gone ? abandon(pass, error.message) : after_cluster_error(pass, error);
}

Origin origin_of(const Pass& pass) { return {pass.seen.wanted_issuer, pass.seen.account}; }

crypto::Wanted wanted_names(const std::vector<acme::Identifier>& identifiers) {
  crypto::Wanted wanted;
  for (const acme::Identifier& id : identifiers) {
    (id.type == acme::Identifier::Type::kDns ? wanted.dns_names : wanted.ip_addresses)
        .push_back(id.value);
  }
  return wanted;
}

// Why what the CA sent is not what was ordered, or would be replaced as soon as it is stored; "".
std::string why_rejected(const Pass& pass, const crypto::PrivateKey& key, const std::string& pem) {
  const auto chain = crypto::parse_chain(pem);
  if (!chain) return chain.error();
  const auto wrong = crypto::check_chain(*chain, key, wanted_names(pass.seen.wanted), pass.now());
  if (wrong) return *wrong;
  Observed after = pass.seen;
  after.secret = SecretState::kOurs;
  after.stored = stored_certificate(chain->front(), key, origin_of(pass));
  if (const auto reason = reason_not_ready(after, pass.now())) {
    return "it would not serve: " + std::string(*reason);
  }
  const bool due = renewal_time(after) <= pass.now();
  return due ? "it would be due for renewal at once: lower spec.renewBefore" : "";
}

// Whether the write may take fields over from others: only in a Secret that is ours as it stands.
struct SecretPlan {
  wire::Writer body;
  kube::ApplyOptions options;
};

kube::Result<SecretPlan> plan_secret(const Pass& pass, const kube::ObjectKey& name,
                                     const wire::Writer& body, std::string_view manager) {
  SecretPlan plan{body, {}};
  plan.options.field_manager = manager;
  const auto there = pass.world.cluster.get(kube::kSecrets, name, pass.stop);
  if (!there && there.error().kind == Refusing::kNotFound) return plan;
  if (!there) return base::unexpected(there.error());
  const SecretSeen seen = read_secret(*there);
  if (!seen.is_for(pass.meta())) {
    kube::Error error;
    error.kind = Refusing::kAlreadyExists;
    error.message = "Secret " + name.text() + " has become somebody else's";
    return base::unexpected(error);
  }
  plan.body = kube::conditional(body, seen.meta);
  plan.options.force = true;
  return plan;
}

// What the API server, or a policy in it, does not accept costs the CA no second order at once.
LookAgain after_refused_secret(const Pass& pass, const kube::Error& error, bool forced) {
  const bool somebody_elses =
      error.kind == Refusing::kAlreadyExists || (error.kind == Refusing::kConflict && !forced);
  if (somebody_elses) return abandon(pass, error.message);
  if (error.kind == Refusing::kInvalid || error.kind == Refusing::kForbidden) {
    return fail(pass, {api::kClusterRefused, error.message, std::nullopt, false});
  }
  return after_cluster_error(pass, error);
}

LookAgain write_tls_secret(const Pass& pass, const crypto::PrivateKey& key,
                           const std::string& pem) {
  const kube::ObjectKey name{pass.meta().namespace_, pass.seen.certificate->spec.secret_name};
  // A manager of its own for each Certificate: two that name one Secret are in conflict.
  const std::string manager = "sallyport-" + pass.meta().uid;
  const auto plan = plan_secret(
      pass, name, tls_secret(*pass.seen.certificate, key, pem, origin_of(pass)), manager);
  if (!plan) return after_refused_secret(pass, plan.error(), false);
  const auto answer =
      pass.world.cluster.apply(kube::kSecrets, name, plan->body, plan->options, pass.stop);
  if (!answer) return after_refused_secret(pass, answer.error(), plan->options.force);
  const SecretSeen written = read_secret(*answer);
  pass.world.stores.secrets.put(written);
  if (!written.certificate) return kAfterConflict;
  base::log_info(api::kIssued, {{"certificate", pass.certificate()}, {"secret", name.text()}});
  pass_stage(pass, *progress_of(pass), api::kIssued);
  return succeed(pass, *written.certificate, first_renewal_info(pass, *written.certificate));
}

}  // namespace

LookAgain take(const Pass& pass, const FinalizeOrder&) {
  const auto progress = progress_of(pass);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  const auto key = issuance_key(pass);
  if (!key) return without_key(pass, key.error());
  const crypto::Wanted names = wanted_names(pass.seen.wanted);
  const std::string csr = crypto::make_csr(
      {pass.seen.certificate->spec.common_name, names.dns_names, names.ip_addresses}, *key);
  const auto order =
      (*account)->ca->finalize((*account)->signer(), progress->order, csr, pass.stop);
  if (!order && order.error().is("orderNotReady")) {
    progress->fetched = false;
    progress->order.finalize.clear();
    return kAfterConflict;
  }
  if (!order) return after_ca_error(pass, order.error());
  note_status(*progress, *order);
  progress->poll_at =
      pass.world.clock.mono_now() +
      std::max<base::Millis>(base::Millis(20), order->retry_after.value_or(base::Seconds(0)));
  base::log_info(api::kFinalized, {{"certificate", pass.certificate()}});
  pass_stage(pass, *progress, api::kFinalized);
  return kNow;
}

LookAgain take(const Pass& pass, const StoreCertificate&) {
  const auto progress = progress_of(pass);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  const auto key = issuance_key(pass);
  if (!key) return without_key(pass, key.error());
  const auto pem =
      (*account)->ca->certificate((*account)->signer(), progress->order.certificate, pass.stop);
  if (!pem) return after_ca_error(pass, pem.error());
  if (const std::string why = why_rejected(pass, *key, *pem); !why.empty()) {
    return fail(
        pass, {api::kCertificateRejected, "certificate from the CA: " + why, std::nullopt, false});
  }
  return write_tls_secret(pass, *key, *pem);
}

}  // namespace controller
