// The steps that turn a validated order into a certificate in its Secret.

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "crypto/certificate.h"
#include "crypto/csr.h"
#include "lifecycle/reasons.h"
#include "lifecycle/renewal.h"
#include "lifecycle/subset.h"
#include "lifecycle/twins.h"
#include "lifecycle/waits.h"
#include "orders/chains.h"
#include "orders/order_state.h"
#include "orders/order_steps.h"
#include "orders/usages.h"
#include "pass/asking.h"
#include "pass/ca.h"
#include "pass/endings.h"
#include "pass/record.h"
#include "records/labels.h"
#include "upkeep/secret_write.h"
#include "upkeep/upkeep_steps.h"

namespace controller {
namespace {

using Refusing = kube::Error::Kind;

// The pending key, if this process has made it and it is still the one in the Secret.
std::optional<crypto::PrivateKey> kept_key(const Pass& pass) {
  if (pass.seen.keeps_key) return std::nullopt;
  auto key = pass.world.pending_keys.of(pass.meta().key());
  const auto there = pass.world.stores.secrets.get(records::pending_key_of(pass.meta()));
  const bool is_it = key && there && there->key_id == records::key_id_of(*key);
  return is_it ? std::move(key) : std::nullopt;
}

// The key that the order's certificate is for. kNotFound or kInvalid: there is none to be had.
kube::Result<crypto::PrivateKey> issuance_key(const Pass& pass) {
  if (const auto kept = kept_key(pass)) return *kept;
  const kube::ObjectKey name =
      pass.seen.keeps_key ? pass.seen.certificate->secret() : records::pending_key_of(pass.meta());
  const auto secret = pass.world.cluster.get(kube::kSecrets, name, pass.stop);
  if (!secret) return base::unexpected(secret.error());
  auto key = records::read_key(*secret, "tls.key");
  if (key) return *std::move(key);
  kube::Error error;
  error.kind = Refusing::kInvalid;
  error.message = "Secret " + name.text() + ": " + key.error();
  return base::unexpected(error);
}

// Only what is gone for good is a reason to give the order up.
base::LookAgain without_key(const Pass& pass, const kube::Error& error) {
  const bool gone = error.kind == Refusing::kNotFound || error.kind == Refusing::kInvalid;
  return gone ? abandon(pass, error.message) : after_cluster_error(pass, error);
}

records::Origin origin_of(const Pass& pass) { return {pass.seen.asked.text(), pass.seen.account}; }

crypto::Wanted wanted_names(const std::vector<acme::Identifier>& identifiers) {
  crypto::Wanted wanted;
  for (const acme::Identifier& id : identifiers) {
    (id.type == acme::Identifier::Type::kDns ? wanted.dns_names : wanted.ip_addresses)
        .push_back(id.value);
  }
  return wanted;
}

// As the user lists them; the common name alone may be in no list.
void put_in_order(std::vector<std::string>& names, const std::vector<std::string>& listed) {
  std::ranges::stable_sort(names, {}, [&](const std::string& name) {
    return std::ranges::find(listed, name) - listed.begin();
  });
}

// Why what the CA sent is not what was ordered, or would be replaced as soon as it is stored; "".
std::string why_rejected(const Pass& pass, const crypto::PrivateKey& key, const std::string& pem) {
  const auto chain = crypto::parse_chain(pem);
  if (!chain) return chain.error();
  const auto wrong = crypto::check_chain(*chain, key, wanted_names(pass.seen.wanted), pass.now());
  if (wrong) return *wrong;
  const lifecycle::Observed after = lifecycle::holding(
      pass.seen, records::stored_certificate(chain->front(), key, origin_of(pass)));
  if (const auto reason = lifecycle::reason_not_ready(after, pass.now())) {
    return "it would not serve: " + std::string(*reason);
  }
  const bool due = lifecycle::renewal_time(after) <= pass.now();
  return due ? "it would be due for renewal at once: lower spec.renewBefore" : "";
}

// The key will never be certified: the next attempt is to make another one.
base::LookAgain after_refused_key(const Pass& pass, const acme::Error& error) {
  if (!pass.seen.keeps_key) {
    const kube::ObjectKey name = records::pending_key_of(pass.meta());
    if (const auto there = pass.world.stores.secrets.get(name);
        there &&
        pass.world.cluster.remove(kube::kSecrets, name, {there->meta.uid, ""}, pass.stop)) {
      pass.world.stores.secrets.remove(name, there->meta.uid);
    }
  }
  return fail(
      pass, {api::kKeyRefused, error.message + "; another key will be made", std::nullopt, false});
}

// RFC 8555 section 7.4: after badCSR the order is still ready, for another CSR. Once with another
// key, where there is a pending one to replace; what is refused again, only a person can help.
base::LookAgain after_bad_csr(const Pass& pass, Progress& progress, const acme::Error& error) {
  if (progress.refused_csrs++ > 0 || pass.seen.keeps_key) {
    return fail(pass, {api::kOrderFailed, error.message, std::nullopt, true});
  }
  const kube::ObjectKey name = records::pending_key_of(pass.meta());
  const auto removed = pass.world.cluster.remove(kube::kSecrets, name, {}, pass.stop);
  if (!removed) return after_cluster_error(pass, removed.error());
  pass.world.stores.secrets.remove(name);
  return base::kNow;
}

base::LookAgain after_refused_csr(const Pass& pass, const crypto::PrivateKey& key,
                                  const acme::Error& error) {
  if (error.is("orderNotReady")) {
    const auto progress = progress_of(pass);
    progress->fetched = false;
    progress->order.finalize.clear();
    return base::kAfterConflict;
  }
  const bool about_key = error.is("badPublicKey") || error.is("badCSR");
  if (about_key && key.spec().algorithm == crypto::Algorithm::kEd25519) {
    return fail(pass, {api::kKeyRefused,
                       error.message + ": the CA may not take Ed25519 keys: set "
                                       "spec.privateKey.algorithm to ECDSA",
                       std::nullopt, true});
  }
  if (error.is("badPublicKey")) return after_refused_key(pass, error);
  if (error.is("badCSR")) return after_bad_csr(pass, *progress_of(pass), error);
  const auto account = account_of(pass);
  if (error.is("invalidProfile") && account && !(*account)->profile_required) {
    (*account)->profile_refused = true;
    return abandon(pass, error.message + ": the next order is without the profile");
  }
  return after_ca_error(pass, error);
}

// A certificate without a seal is better than none: it cannot be revoked by annotation.
kube::Result<std::string> seal_of(const Pass& pass, const crypto::Certificate& leaf) {
  auto seal = pass.world.seals.seal({pass.meta().key(), origin_of(pass), leaf}, pass.stop);
  const bool for_a_person = !seal && (seal.error().kind == Refusing::kInvalid ||
                                      seal.error().kind == Refusing::kForbidden);
  if (!for_a_person) return seal;
  base::log_warning("NotSealed",
                    {{"certificate", pass.certificate()}, {"message", seal.error().message}});
  return std::string();
}

}  // namespace

base::LookAgain perform(const Pass& pass, const lifecycle::FinalizeOrder&) {
  const auto progress = progress_of(pass);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  const auto key = issuance_key(pass);
  if (!key) return without_key(pass, key.error());
  // RFC 8555 section 11.1: an account's key must not be used for a certificate.
  if (key->public_der() == (*account)->key.public_der()) {
    return fail(pass, {api::kOrderFailed,
                       "the certificate's key is the account's, which must not be: delete Secret " +
                           pass.seen.certificate->spec.secret_name,
                       std::nullopt, true});
  }
  crypto::Wanted names = wanted_names(pass.seen.wanted);
  put_in_order(names.dns_names, pass.seen.certificate->spec.dns_names);
  const api::CertificateSpec& spec = pass.seen.certificate->spec;
  const std::string csr =
      crypto::make_csr({lifecycle::common_name_of(spec, names.dns_names), names.dns_names,
                        names.ip_addresses, key_usages(spec), extended_key_usages(spec)},
                       *key);
  const auto order =
      (*account)->ca->finalize((*account)->signer(), progress->order, csr, pass.stop);
  if (!order) return after_refused_csr(pass, *key, order.error());
  note_status(*progress, *order);
  progress->poll_at =
      pass.world.clock.mono_now() +
      std::max<base::Millis>(base::Millis(20),
                             lifecycle::asked_wait(order->retry_after, lifecycle::kProcessing));
  base::log_info(api::kFinalized, {{"certificate", pass.certificate()}});
  pass_stage(pass, *progress, api::kFinalized);
  return base::kNow;
}

base::LookAgain perform(const Pass& pass, const lifecycle::StoreCertificate&) {
  const auto progress = progress_of(pass);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  const auto key = issuance_key(pass);
  if (!key) return without_key(pass, key.error());
  const auto chain =
      (*account)->ca->certificate((*account)->signer(), progress->order.certificate, pass.stop);
  if (!chain) return after_ca_error(pass, chain.error());
  const std::string pem = preferred_chain(pass, **account, *chain);
  if (const std::string why = why_rejected(pass, *key, pem); !why.empty()) {
    return fail(
        pass, {api::kCertificateRejected, "certificate from the CA: " + why, std::nullopt, false});
  }
  if (lifecycle::keeps_stored(pass.seen, crypto::parse_chain(pem)->front().not_after, pass.now())) {
    return fail(pass, {api::kCertificateRejected,
                       "certificate from the CA: it ends no later than the one in use, which stays",
                       std::nullopt, false});
  }
  progress->checked = true;
  if (!pass.seen.partner_lacks.empty()) return base::kNow;
  const auto seal = seal_of(pass, crypto::parse_chain(pem)->front());
  if (!seal) return after_cluster_error(pass, seal.error());
  const auto written = write_tls_secret(pass, *key, pem, origin_of(pass), *seal);
  if (!written) return written.error();
  base::log_info(api::kIssued,
                 {{"certificate", pass.certificate()}, {"secret", written->meta.key().text()}});
  pass_stage(pass, *progress, api::kIssued);
  return succeed(pass, *written->certificate, first_renewal_info(pass, *written->certificate));
}

}  // namespace controller
