// The step that revokes the certificate that is stored: asked for by annotation, done at most once
// for each value of it, and only of what we have issued for this very Certificate (seals.h).
// Deleting a Certificate or its Secret revokes nothing.

#include <array>

#include "api/reasons.h"
#include "base/log.h"
#include "issuers/seals.h"
#include "lifecycle/refusals.h"
#include "lifecycle/waits.h"
#include "pass/ca.h"
#include "pass/record.h"
#include "records/labels.h"
#include "upkeep/key_and_chain.h"
#include "upkeep/upkeep_steps.h"

namespace controller {
namespace {

using acme::RevocationReason;

// The first word of what is asked for; what follows makes it another request.
std::optional<RevocationReason> reason_in(const std::string& request) {
  struct Known {
    std::string_view word;
    RevocationReason reason;
  };
  constexpr std::array<Known, 4> kKnown = {{
      {"unspecified", RevocationReason::kUnspecified},
      {"keyCompromise", RevocationReason::kKeyCompromise},
      {"superseded", RevocationReason::kSuperseded},
      {"cessationOfOperation", RevocationReason::kCessationOfOperation},
  }};
  const std::string first = request.substr(0, request.find(' '));
  for (const Known& known : kKnown) {
    if (first == known.word) return known.reason;
  }
  return std::nullopt;
}

lifecycle::RevocationServed refused(const Pass& pass, const std::string& why) {
  base::log_warning(api::kRevocationRefused,
                    {{"certificate", pass.certificate()}, {"message", why}});
  announce(pass, api::kRevocationRefused, "Revoke", "nothing was revoked: " + why, true);
  return {};
}

// By the one who may, of the account and the certificate's own key (RFC 8555 section 7.6). A
// compromise is shown by the key itself, so that the CA never certifies it again.
acme::Result<void> revoke(const Pass& pass, const Account& account, const KeyAndChain& found,
                          RevocationReason reason) {
  const acme::Signer by_key{found.key, ""};
  const bool key_first =
      reason == RevocationReason::kKeyCompromise || found.origin.account != account.url;
  const auto ask = [&](bool with_key) {
    return account.ca->revoke(with_key ? by_key : account.signer(), found.chain.front().der, reason,
                              pass.stop);
  };
  const auto first = ask(key_first);
  return first || !lifecycle::is_no(first.error()) ? first : ask(!key_first);
}

// Why what the Secret holds is not revoked; "". A tenant may put into it whatever it finds, such as
// what another site shows in its TLS handshake, and the account may have been issued that too.
kube::Result<std::string> why_not(const Pass& pass, const KeyAndChain& found) {
  const std::string secret = "Secret " + pass.seen.certificate->secret().text() + ": ";
  if (found.chain.front().public_der != found.key.public_der())
    return secret + "tls.key is not the key of tls.crt";
  const auto fits =
      pass.world.seals.fits(found.seal, found.issued_for(pass.meta().key()), pass.stop);
  if (!fits) return base::unexpected(fits.error());
  if (*fits) return std::string();
  return secret + "nothing shows that tls.crt was issued for this Certificate (the annotation " +
         std::string(records::kSealAnnotation) +
         " is missing or does not fit); who holds its key can revoke it with any ACME client";
}

// Whose CA has issued it; null when the Certificate does not name that one, or it is gone.
std::shared_ptr<const api::Issuer> issuer_of(const Pass& pass, const records::Origin& origin) {
  for (const api::IssuerRef& ref : pass.seen.certificate->issuers()) {
    if (ref.text() == origin.issuer) return pass.world.stores.issuer(pass.meta().namespace_, ref);
  }
  return nullptr;
}

api::IssuerRef ref_of(const api::Issuer& issuer) {
  return {issuer.meta.name, issuer.cluster_scoped ? "ClusterIssuer" : "Issuer"};
}

lifecycle::RevocationServed revoked(const Pass& pass, const std::string& request,
                                    const std::string& serial) {
  base::log_info(api::kRevoked, {{"certificate", pass.certificate()}, {"serial", serial}});
  announce(pass, api::kRevoked, "Revoke",
           "revoked the certificate with serial " + serial + ", as asked for: " + request, false);
  return {serial};
}

}  // namespace

lifecycle::Outcome perform(const Pass& pass, const lifecycle::RevokeCertificate&) {
  const std::string request = pass.seen.certificate->revoke_request();
  const auto reason = reason_in(request);
  if (!reason) {
    return refused(pass,
                   "annotation sallyport.dev/revoke: expected unspecified, keyCompromise, "
                   "superseded or cessationOfOperation as the first word");
  }
  if (!pass.seen.stored) return refused(pass, "there is no certificate");
  const auto found = key_and_chain_in(pass, pass.seen.certificate->secret());
  if (!found) return found.error();
  const auto refusal = why_not(pass, *found);
  if (!refusal) return lifecycle::ClusterError{refusal.error()};
  if (!refusal->empty()) return refused(pass, *refusal);
  const auto issuer = issuer_of(pass, found->origin);
  if (!issuer) {
    return refused(pass, "it is from " + found->origin.issuer +
                             ", which is no issuer of this Certificate any more, or is gone");
  }
  const auto account = pass.world.accounts.get(*issuer, pass.stop);
  if (!account) return without_account(pass, ref_of(*issuer), account.error());
  const auto done = revoke(pass, **account, *found, *reason);
  if (!done && done.error().kind == acme::Error::Kind::kStopped) return std::nullopt;
  if (!done && lifecycle::is_no(done.error())) return refused(pass, done.error().message);
  if (!done) {
    const base::Millis pause = std::max<base::Millis>(
        base::kWhileBlocked, lifecycle::asked_wait(done.error().retry_after, lifecycle::kOverload));
    return lifecycle::Waits{{.issuing = true,
                             .reason = api::kCaUnreachable,
                             .message = "revocation: " + done.error().message},
                            pause};
  }
  return revoked(pass, request, found->chain.front().serial);
}

}  // namespace controller
