#include "lifecycle/reasons.h"

#include <algorithm>
#include <array>

#include "api/annotation_reasons.h"
#include "api/reasons.h"
#include "lifecycle/renewal.h"
#include "lifecycle/subset.h"
#include "records/secret_seen.h"
#include "wire/time.h"

namespace lifecycle {
namespace {

using Reason = std::optional<std::string_view>;
using Finds = std::optional<Finding>;

std::string secret_of(const Observed& seen) {
  return "Secret " + seen.certificate->spec.secret_name;
}

// Each answers with what it finds or with nothing, and looks at nothing but its arguments.

Finds revoked(const Observed& seen, const records::StoredCertificate& have, base::WallTime) {
  const bool is_revoked = seen.revoked_for_twin || seen.certificate->is_revoked(have.serial);
  if (!is_revoked) return std::nullopt;
  return Finding{api::kRevoked,
                 secret_of(seen) + " holds a certificate that was revoked, as asked for"};
}

Finds key_mismatch(const Observed& seen, const records::StoredCertificate& have, base::WallTime) {
  if (have.key_matches) return std::nullopt;
  return Finding{api::kKeyMismatch, secret_of(seen) + ": key and certificate are no pair"};
}

Finds names_differ(const Observed& seen, const records::StoredCertificate& have, base::WallTime) {
  if (records::is_for(have, seen.wanted) || lacks_only_refused(*seen.certificate, have))
    return std::nullopt;
  return Finding{api::kNamesDiffer, secret_of(seen) + " is for other names than the spec asks for"};
}

Finds key_spec_differs(const Observed& seen, const records::StoredCertificate& have,
                       base::WallTime) {
  const api::PrivateKeySpec& want = seen.certificate->spec.private_key;
  if (have.key_spec == records::key_spec_of(want)) return std::nullopt;
  return Finding{api::kKeySpecDiffers, secret_of(seen) + " has another key than the spec asks for"};
}

Finds issuer_differs(const Observed& seen, const records::StoredCertificate& have, base::WallTime) {
  const auto all = seen.certificate->issuers();
  const bool may = std::any_of(all.begin(), all.end(),
                               [&](const auto& one) { return one.text() == have.issuer; });
  if (may) return std::nullopt;
  return Finding{api::kIssuerDiffers, secret_of(seen) + " is from " + have.issuer + ", not from " +
                                          seen.certificate->spec.issuer.text()};
}

Finds expired(const Observed& seen, const records::StoredCertificate& have, base::WallTime now) {
  if (now < have.not_after) return std::nullopt;
  return Finding{api::kExpired, secret_of(seen) + ": the certificate expired at " +
                                    wire::write_time(have.not_after)};
}

Reason expiring(const Observed& seen, const records::StoredCertificate&, base::WallTime now) {
  if (now < renewal_time(seen)) return std::nullopt;
  return now < usual_renewal_time(seen) ? api::kRenewalSuggested : api::kExpiring;
}

Reason renew_requested(const Observed& seen, const records::StoredCertificate&, base::WallTime) {
  const std::string asked = seen.certificate->renew_request();
  const api::CertificateStatus& status = seen.certificate->status;
  // A Certificate that is seen for the first time may be restored from a backup.
  const bool served = status.observed_generation == 0 || asked == status.renew_request;
  return asked.empty() || served ? Reason{} : api::kRenewRequested;
}

Reason to_be_completed(const Observed& seen, const records::StoredCertificate& have,
                       base::WallTime) {
  return is_to_be_completed(*seen.certificate, have) ? api::kNamesDiffer : Reason{};
}

template <class Answer>
using Check = Answer (*)(const Observed&, const records::StoredCertificate&, base::WallTime);
constexpr std::array<Check<Finds>, 6> kNotReady = {revoked,          key_mismatch,   names_differ,
                                                   key_spec_differs, issuer_differs, expired};
constexpr std::array<Check<Reason>, 3> kDue = {expiring, renew_requested, to_be_completed};

auto first(const auto& checks, const Observed& seen, base::WallTime now) {
  auto found = checks[0](seen, *seen.stored, now);
  for (std::size_t i = 1; !found && i < checks.size(); ++i)
    found = checks[i](seen, *seen.stored, now);
  return found;
}

}  // namespace

Finds why_not_ready(const Observed& seen, base::WallTime now) {
  if (seen.secret == SecretState::kForeign)
    return Finding{api::kSecretNotOurs, secret_of(seen) + " is not this Certificate's"};
  if (!seen.stored && seen.secret_seen && seen.secret_seen->is_placeholder())
    return Finding{api::kPlaceholderStored,
                   secret_of(seen) +
                       " holds a placeholder that nobody trusts, until the first "
                       "certificate is there"};
  if (seen.secret == SecretState::kUnreadable)
    return Finding{api::kMissingData,
                   secret_of(seen) + " does not hold a readable key and whole chain"};
  if (!seen.stored) return Finding{api::kDoesNotExist, secret_of(seen) + " does not exist yet"};
  return first(kNotReady, seen, now);
}

Reason reason_not_ready(const Observed& seen, base::WallTime now) {
  const auto found = why_not_ready(seen, now);
  return found ? Reason(found->reason) : std::nullopt;
}

Reason reason_to_issue(const Observed& seen, base::WallTime now) {
  const Reason reason = reason_not_ready(seen, now);
  const bool too_soon = reason == api::kExpired && now < earliest_renewal(seen);
  return reason && !too_soon ? reason : first(kDue, seen, now);
}

bool is_of_time(std::string_view reason) {
  return reason == api::kExpiring || reason == api::kRenewalSuggested || reason == api::kExpired;
}

bool keeps_stored(const Observed& seen, base::WallTime new_not_after, base::WallTime now) {
  const auto& order = seen.certificate->status.order;
  return order && order->reason == api::kExpiring && !reason_not_ready(seen, now) &&
         new_not_after <= seen.stored->not_after;
}

}  // namespace lifecycle
