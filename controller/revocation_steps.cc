// The step that revokes the certificate that is stored: asked for by annotation, done at most once
// for each value of it. Deleting a Certificate or its Secret revokes nothing.

#include <array>

#include "api/reasons.h"
#include "base/base64.h"
#include "base/log.h"
#include "controller/apply.h"
#include "controller/secret_seen.h"
#include "controller/waits.h"

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

LookAgain served(const Pass& pass, const std::string& serial) {
  api::CertificateStatus status = pass.seen.certificate->status;
  status.revocation = api::Revocation{pass.seen.certificate->revoke_request(), serial};
  if (!serial.empty()) status.failure.reset();
  return record(pass, status);
}

LookAgain refused(const Pass& pass, const std::string& why) {
  base::log_warning(api::kRevocationRefused,
                    {{"certificate", pass.certificate()}, {"message", why}});
  tell_event(pass, api::kRevocationRefused, "Revoke", "nothing was revoked: " + why, true);
  return served(pass, "");
}

struct Pair {
  crypto::PrivateKey key;
  crypto::Certificate leaf;
};

base::Result<Pair, kube::Error> stored_pair(const Pass& pass) {
  const kube::ObjectKey name{pass.meta().namespace_, pass.seen.certificate->spec.secret_name};
  const auto secret = pass.world.cluster.get(kube::kSecrets, name, pass.stop);
  const bool gone = !secret && secret.error().kind == kube::Error::Kind::kNotFound;
  if (!secret && !gone) return base::unexpected(secret.error());
  kube::Error error;
  error.kind = kube::Error::Kind::kConflict;  // the watch is about to say so
  error.message = "Secret " + name.text() + " has changed";
  if (gone) return base::unexpected(error);
  auto key = read_key(*secret, "tls.key");
  const auto pem = base::from_base64(secret->object("data").text_or("tls.crt", ""));
  const auto chain = crypto::parse_chain(pem.value_or(""));
  if (key && chain && !chain->empty()) return Pair{*std::move(key), chain->front()};
  return base::unexpected(error);
}

bool is_no(const acme::Error& error) {
  return error.kind == acme::Error::Kind::kProblem && error.status < 500 && !error.is("badNonce") &&
         !error.is("rateLimited");
}

// By the one who may, of the account and the certificate's own key (RFC 8555 section 7.6). A
// compromise is shown by the key itself, so that the CA never certifies it again.
acme::Result<void> revoke(const Pass& pass, const Account& account, const Pair& pair,
                          RevocationReason reason) {
  const acme::Signer by_key{pair.key, ""};
  const bool key_first =
      reason == RevocationReason::kKeyCompromise || pass.seen.stored->account != account.url;
  const auto ask = [&](bool with_key) {
    return account.ca->revoke(with_key ? by_key : account.signer(), pair.leaf.der, reason,
                              pass.stop);
  };
  const auto first = ask(key_first);
  return first || !is_no(first.error()) ? first : ask(!key_first);
}

}  // namespace

LookAgain take(const Pass& pass, const RevokeCertificate&) {
  const std::string request = pass.seen.certificate->revoke_request();
  const auto reason = reason_in(request);
  if (!reason) {
    return refused(pass,
                   "annotation sallyport.dev/revoke: expected unspecified, keyCompromise, "
                   "superseded or cessationOfOperation as the first word");
  }
  if (!pass.seen.stored) return refused(pass, "there is no certificate");
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  const auto pair = stored_pair(pass);
  if (!pair) return after_cluster_error(pass, pair.error());
  const auto done = revoke(pass, **account, *pair, *reason);
  if (!done && done.error().kind == acme::Error::Kind::kStopped) return std::nullopt;
  if (!done && is_no(done.error())) return refused(pass, done.error().message);
  if (!done) {
    const base::Millis pause =
        std::max<base::Millis>(kWhileBlocked, asked_wait(done.error().retry_after, kOverload));
    return wait_with(
        pass, {true, api::kCaUnreachable, "revocation: " + done.error().message, false}, pause);
  }
  base::log_info(api::kRevoked,
                 {{"certificate", pass.certificate()}, {"serial", pair->leaf.serial}});
  tell_event(
      pass, api::kRevoked, "Revoke",
      "revoked the certificate with serial " + pair->leaf.serial + ", as asked for: " + request,
      false);
  return served(pass, pair->leaf.serial);
}

}  // namespace controller
