// The steps that turn a validated order into a certificate in its Secret.

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "crypto/certificate.h"
#include "crypto/chain_order.h"
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
std::string why_rejected(const Pass& pass, const crypto::PrivateKey& key,
                         const std::vector<crypto::Certificate>& chain) {
  const auto wrong = crypto::check_chain(chain, key, wanted_names(pass.seen.wanted), pass.now());
  if (wrong) return *wrong;
  const lifecycle::Observed after = lifecycle::holding(
      pass.seen, records::stored_certificate(chain.front(), key, origin_of(pass)));
  if (const auto reason = lifecycle::reason_not_ready(after, pass.now())) {
    return "it would not serve: " + std::string(*reason);
  }
  if (lifecycle::renewal_time(after) <= pass.now())
    return "it would be due for renewal at once: lower spec.renewBefore";
  // After an end of the process between the write of the Secret and that of the status it is the
  // one in use.
  const bool is_it = pass.seen.stored && pass.seen.stored->serial == chain.front().serial;
  const bool keeps = lifecycle::keeps_stored(pass.seen, chain.front().not_after, pass.now());
  return keeps && !is_it ? "it ends no later than the one in use, which stays" : "";
}

lifecycle::Outcome csr_refused(const Pass& pass, const crypto::PrivateKey& key,
                               const Account& account, const acme::Error& error) {
  if (!lifecycle::is_about_csr(error, account.profile_required)) return ca_error(pass, error);
  const auto progress = progress_of(pass);
  const bool before = error.is("badCSR") && progress->refused_csrs++ > 0;
  const bool about_key = error.is("badPublicKey") || error.is("badCSR");
  const bool is_ed25519 = key.spec().algorithm == crypto::Algorithm::kEd25519;
  progress->not_ready = error.is("orderNotReady") ? progress->not_ready + 1 : 0;
  return lifecycle::CsrRefused{error, about_key && is_ed25519, before, progress->not_ready};
}

// The CA has taken the request, and says that it has not.
acme::Error still_ready(const std::string& url) {
  acme::Error error;
  error.kind = acme::Error::Kind::kProblem;
  error.message = "finalize at " + url + ": the order is ready still";
  error.problem = acme::Problem{};
  error.problem->type = "orderNotReady";
  return error;
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

lifecycle::Outcome perform(const Pass& pass, const lifecycle::FinalizeOrder&) {
  const auto progress = progress_of(pass);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  const auto key = issuance_key(pass);
  if (!key) return lifecycle::KeyMissing{key.error()};
  // RFC 8555 section 11.1: an account's key must not be used for a certificate.
  if (key->public_der() == (*account)->key.public_der()) {
    return lifecycle::FailedAttempt{
        .reason = api::kOrderFailed,
        .message = "the certificate's key is the account's, which must not be: delete Secret " +
                   pass.seen.certificate->spec.secret_name,
        .stalled = true};
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
  if (!order) return csr_refused(pass, *key, **account, order.error());
  if (order->status == acme::OrderStatus::kReady) {
    return csr_refused(pass, *key, **account, still_ready(progress->order.finalize));
  }
  note_status(pass, *progress, *order);
  progress->poll_at =
      pass.world.clock.mono_now() +
      std::max<base::Millis>(base::Millis(20),
                             lifecycle::asked_wait(order->retry_after, lifecycle::kProcessing));
  base::log_info(api::kFinalized, {{"certificate", pass.certificate()}});
  pass_stage(pass, *progress, api::kFinalized);
  return base::kNow;
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::StoreCertificate&) {
  const auto progress = progress_of(pass);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  const auto password = keystore_password(pass);
  if (!password) return password.error();
  const auto key = issuance_key(pass);
  if (!key) return lifecycle::KeyMissing{key.error()};
  const auto chain =
      (*account)->ca->certificate((*account)->signer(), progress->order.certificate, pass.stop);
  if (!chain) return ca_error(pass, chain.error());
  const std::string pem = crypto::ordered_chain(preferred_chain(pass, **account, *chain), *key);
  const auto links = crypto::parse_chain(pem);
  const std::string why = links ? why_rejected(pass, *key, *links) : links.error();
  if (!why.empty()) {
    return lifecycle::FailedAttempt{.reason = api::kCertificateRejected,
                                    .message = "certificate from the CA: " + why +
                                               "; it is not stored: where the next one is like "
                                               "it, ask the CA"};
  }
  progress->checked = true;
  if (!pass.seen.partner_lacks.empty()) return base::kNow;
  const auto seal = seal_of(pass, links->front());
  if (!seal) return lifecycle::ClusterError{seal.error()};
  const auto written =
      write_tls_secret(pass, {*key, pem, *links, origin_of(pass), *seal, *password});
  if (!written) return written.error();
  base::log_info(api::kIssued,
                 {{"certificate", pass.certificate()}, {"secret", written->meta.key().text()}});
  pass_stage(pass, *progress, api::kIssued);
  return lifecycle::Issued{*written->certificate, first_renewal_info(pass, *written->certificate)};
}

}  // namespace controller
