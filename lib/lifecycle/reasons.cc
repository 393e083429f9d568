#include "lifecycle/reasons.h"

#include <algorithm>
#include <array>

#include "api/reasons.h"
#include "lifecycle/renewal.h"
#include "lifecycle/subset.h"
#include "records/secret_seen.h"

namespace lifecycle {
namespace {

using Reason = std::optional<std::string_view>;

// Each answers with a reason or with nothing, and looks at nothing but its arguments.

Reason key_mismatch(const Observed&, const records::StoredCertificate& have, base::WallTime) {
  return have.key_matches ? Reason{} : api::kKeyMismatch;
}

Reason revoked(const Observed& seen, const records::StoredCertificate& have, base::WallTime) {
  const bool is_revoked = seen.revoked_for_twin || seen.certificate->is_revoked(have.serial);
  return is_revoked ? api::kRevoked : Reason{};
}

Reason names_differ(const Observed& seen, const records::StoredCertificate& have, base::WallTime) {
  const bool serves =
      records::is_for(have, seen.wanted) || lacks_only_refused(*seen.certificate, have);
  return serves ? Reason{} : api::kNamesDiffer;
}

Reason key_spec_differs(const Observed& seen, const records::StoredCertificate& have,
                        base::WallTime) {
  const api::PrivateKeySpec& want = seen.certificate->spec.private_key;
  return have.key_spec == records::key_spec_of(want) ? Reason{} : api::kKeySpecDiffers;
}

Reason issuer_differs(const Observed& seen, const records::StoredCertificate& have,
                      base::WallTime) {
  const auto all = seen.certificate->issuers();
  const bool may = std::any_of(all.begin(), all.end(),
                               [&](const auto& one) { return one.text() == have.issuer; });
  return may ? Reason{} : api::kIssuerDiffers;
}

Reason expired(const Observed&, const records::StoredCertificate& have, base::WallTime now) {
  return now < have.not_after ? Reason{} : api::kExpired;
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

using Check = Reason (*)(const Observed&, const records::StoredCertificate&, base::WallTime);
constexpr std::array<Check, 6> kNotReady = {revoked,          key_mismatch,   names_differ,
                                            key_spec_differs, issuer_differs, expired};
constexpr std::array<Check, 3> kDue = {expiring, renew_requested, to_be_completed};

Reason first(const auto& checks, const Observed& seen, base::WallTime now) {
  for (const Check check : checks) {
    if (const Reason reason = check(seen, *seen.stored, now)) return reason;
  }
  return std::nullopt;
}

}  // namespace

Reason reason_not_ready(const Observed& seen, base::WallTime now) {
  if (seen.secret == SecretState::kForeign) return api::kSecretNotOurs;
  if (seen.secret == SecretState::kUnreadable) return api::kMissingData;
  if (!seen.stored) return api::kDoesNotExist;
  return first(kNotReady, seen, now);
}

Reason reason_to_issue(const Observed& seen, base::WallTime now) {
  if (const Reason reason = reason_not_ready(seen, now)) return reason;
  return first(kDue, seen, now);
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
