#include "lifecycle/failover.h"

#include <algorithm>

#include "api/reasons.h"
#include "lifecycle/reasons.h"

namespace lifecycle {
namespace {

constexpr int kEnough = 3;      // failures in a row
constexpr int kUrgentPart = 5;  // of the lifetime: how much is left when one is enough

bool is_urgent(const Observed& seen, base::WallTime now) {
  if (!seen.stored) return false;
  const records::StoredCertificate& stored = *seen.stored;
  return stored.not_after - now < (stored.not_after - stored.not_before) / kUrgentPart;
}

// The CA's own trouble, which may pass.
bool is_of_the_ca(const api::Failure& failure) {
  return failure.reason == api::kCaUnreachable || failure.reason == api::kRateLimited;
}

const api::IssuerRef& issuer_of(const api::Failure& failure, const Observed& seen) {
  return failure.issuer ? *failure.issuer : seen.certificate->spec.issuer;
}

bool has_failed(const Observed& seen, const IssuerSeen& issuer, int enough, base::WallTime now) {
  const auto& failure = seen.certificate->status.failure;
  if (!failure || !is_of_the_ca(*failure) || now >= failure->next_try) return false;
  if (issuer_of(*failure, seen) != issuer.ref || is_asked_anew(*seen.certificate)) return false;
  // A limit may last for days: who has no certificate does not wait for three of them.
  const bool one_is_enough = failure->reason == api::kRateLimited && !seen.stored;
  return failure->attempts >= (one_is_enough ? 1 : enough);
}

bool is_given_up(const Observed& seen, const IssuerSeen& issuer, base::WallTime now) {
  const int enough = is_urgent(seen, now) ? 1 : kEnough;
  return issuer.unreachable || (issuer.is_down && issuer.troubles >= enough) ||
         has_failed(seen, issuer, enough, now);
}

const IssuerSeen* find(const std::vector<IssuerSeen>& issuers, const auto& fits) {
  const auto found = std::find_if(issuers.begin(), issuers.end(), fits);
  return found == issuers.end() ? nullptr : &*found;
}

// The one that has the order under way, if it is one of these.
const IssuerSeen* under_way(const Observed& seen, const std::vector<IssuerSeen>& issuers) {
  if (!seen.certificate->status.order) return nullptr;
  return find(issuers, [&](const auto& one) { return one.ref == seen.certificate->asked_last(); });
}

const IssuerSeen& best(const Observed& seen, const std::vector<IssuerSeen>& issuers,
                       base::WallTime now) {
  const IssuerSeen& first = issuers.front();
  const IssuerSeen* busy = under_way(seen, issuers);
  if (busy != nullptr && !is_given_up(seen, *busy, now)) return *busy;
  if (!is_given_up(seen, first, now)) return first;
  const IssuerSeen* other =
      find(issuers, [&](const auto& one) { return one.serves && !is_given_up(seen, one, now); });
  if (other != nullptr) return *other;
  return busy == nullptr ? first : *busy;
}

bool rehearses(const Observed& seen, const IssuerSeen& staging, base::WallTime now) {
  const auto& failure = seen.certificate->status.failure;
  const bool can = staging.serves && !staging.is_down && !is_urgent(seen, now);
  return can && failure && failure->reason == api::kChallengeFailed && !failure->rehearsed &&
         !is_asked_anew(*seen.certificate);
}

}  // namespace

Asked asked_issuer(const Observed& seen, const std::vector<IssuerSeen>& issuers,
                   const std::optional<IssuerSeen>& staging, base::WallTime now) {
  if (!seen.certificate->status.order && !reason_to_issue(seen, now)) {
    const IssuerSeen* origin =
        find(issuers, [&](const auto& one) { return one.ref.text() == seen.stored->issuer; });
    return {origin == nullptr ? issuers.front().ref : origin->ref};
  }
  if (staging && rehearses(seen, *staging, now)) return {staging->ref, false, true};
  const api::IssuerRef& issuer = best(seen, issuers, now).ref;
  const auto& failure = seen.certificate->status.failure;
  const bool other = failure && is_of_the_ca(*failure) && issuer_of(*failure, seen) != issuer;
  return {issuer, failure && (failure->rehearsed || other), false};
}

bool is_anothers(const api::Failure& failure, const Observed& seen) {
  const api::IssuerRef& other = issuer_of(failure, seen);
  const auto all = seen.certificate->issuers();
  return is_of_the_ca(failure) && other != seen.asked &&
         std::find(all.begin(), all.end(), other) != all.end();
}

bool is_asked_anew(const api::Certificate& certificate) {
  const auto& failure = certificate.status.failure;
  return failure && (failure->generation != certificate.meta.generation ||
                     failure->renew_request != certificate.renew_request());
}

}  // namespace lifecycle
