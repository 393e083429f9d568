#include "lifecycle/retry.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/backoff.h"
#include "lifecycle/failover.h"
#include "lifecycle/refusals.h"
#include "lifecycle/waits.h"

namespace lifecycle {
namespace {

constexpr base::Backoff kRetry{base::Seconds(60), std::chrono::hours(6)};
// What the CA could not validate it will not validate soon, and it counts: after one, ten and a
// hundred minutes, then once a day, as Let's Encrypt's integration guide asks.
constexpr base::Backoff kAfterValidation{base::Seconds(60), std::chrono::hours(24), 10};
// A name that failed so often at the CA is ordered once an hour at most, whatever else fails.
constexpr int kManyValidations = 3;
constexpr base::Millis kBetweenOrders = std::chrono::hours(1);
// A certificate was issued and cannot be used, so that each attempt is one more of them.
constexpr base::Backoff kAfterCertificate{base::Seconds(600), std::chrono::hours(24), 10};
// This lasts until a person has ended it: each try before only shows that nobody has.
constexpr base::Backoff kForAPerson{std::chrono::hours(24), std::chrono::hours(24)};
// What a person has to change may also be changed at the issuer or at the CA, which nobody tells
// us.
constexpr base::Backoff kStalled{std::chrono::hours(1), std::chrono::hours(24), 5};
// While a CA is down or overloaded.
constexpr base::Backoff kOutage{base::Seconds(5), std::chrono::minutes(10)};
constexpr std::size_t kLongestFailure = 3500;  // leaves room for the next try

const base::Backoff& backoff_of(const FailedAttempt& refusal) {
  const std::string_view reason = refusal.reason;
  if (reason == api::kPaused || reason == api::kInvalidSpec || reason == api::kSecretChanged)
    return kForAPerson;
  if (refusal.stalled) return kStalled;
  if (reason == api::kChallengeFailed) return kAfterValidation;
  if (reason == api::kCertificateRejected) return kAfterCertificate;
  return reason == api::kCaUnreachable ? kOutage : kRetry;
}

const Bounds& bounds_of(std::string_view reason) {
  return reason == api::kCaUnreachable ? kOverload : kRateLimit;
}

std::string message_of(const FailedAttempt& refusal) {
  const std::string wait = text_of_wait(refusal.retry_after, bounds_of(refusal.reason));
  const std::string link = refusal.link.empty() ? "" : "; a person has to open " + refusal.link;
  const bool told = refusal.message.find(api::kRenewAnnotation) != std::string::npos;
  const std::string hint = refusal.stalled && !told
                               ? "; another value of the annotation " +
                                     std::string(api::kRenewAnnotation) + " has it tried at once"
                               : "";
  const std::string end = link + hint + wait;
  return kube::cut(refusal.message, kLongestFailure - end.size()) + end;
}

// Where they are not counted (by an earlier version, or by its CRD), all attempts are.
int failed_validations(const api::Failure& failure) {
  const bool is_counted = failure.failed_validations > 0 || failure.reason != api::kChallengeFailed;
  return is_counted ? failure.failed_validations : failure.attempts;
}

// Since a success, or since a person has changed the spec or asked for a try.
int failed_validations(const api::Certificate& certificate, std::string_view reason) {
  const auto& before = certificate.status.failure;
  const int so_far = before && !is_asked_anew(certificate) ? failed_validations(*before) : 0;
  return so_far + (reason == api::kChallengeFailed ? 1 : 0);
}

base::Millis own_pause(const FailedAttempt& refusal, const api::Failure& failure,
                       std::mt19937& random) {
  const bool about_names = refusal.reason == api::kChallengeFailed && !refusal.stalled;
  const int failures = about_names ? failure.failed_validations : failure.attempts;
  const base::Millis pause = backoff_of(refusal).after(failures, random);
  return std::max(pause, pause_between_orders(failure));
}

bool only_a_person_helps(const acme::Error& error) {
  for (const char* type :
       {"rejectedIdentifier", "unsupportedIdentifier", "userActionRequired",
        "externalAccountRequired", "invalidProfile", "unauthorized", "badSignatureAlgorithm"}) {
    if (error.is(type)) return true;
  }
  return false;
}

}  // namespace

base::Millis pause_between_orders(const api::Failure& failure) {
  return failure.failed_validations < kManyValidations ? base::Millis(0) : kBetweenOrders;
}

std::string_view reason_of(const acme::Error& error, std::string_view otherwise) {
  if (error.kind == acme::Error::Kind::kTooFast || error.is("rateLimited"))
    return api::kRateLimited;
  return error.is_trouble() ? api::kCaUnreachable : otherwise;
}

std::string_view reason_of(const acme::Error& error) {
  if (error.is("invalidProfile")) return api::kProfileNotOffered;
  return reason_of(error, api::kOrderFailed);
}

FailedAttempt attempt_refused(const acme::Error& error) {
  if (refuses_dates(error)) {
    return {api::kInvalidSpec,
            "spec.duration: the CA takes no dates in an order (" + error.message +
                "): leave it out, or set enableDurationFeature of the issuer to false and give "
                "the annotation " +
                std::string(api::kRenewAnnotation) + " another value",
            std::nullopt, true};
  }
  if (!error.unpause.empty() && !error.retry_after) {
    return {api::kPaused, error.message, std::nullopt, true, error.unpause};
  }
  return {reason_of(error), error.message, error.retry_after, only_a_person_helps(error),
          error.unpause};
}

api::Failure failure_of(const Observed& seen, const FailedAttempt& refusal, base::WallTime now,
                        std::mt19937& random) {
  const api::Certificate& certificate = *seen.certificate;
  const auto& before = certificate.status.failure;
  api::Failure failure;
  // Of a CA that is down one learns nothing of the names.
  const bool was_outage =
      before && before->reason == api::kCaUnreachable && refusal.reason != api::kCaUnreachable;
  const bool goes_on = before && !is_anothers(*before, seen) && !was_outage;
  failure.attempts = goes_on ? before->attempts + 1 : 1;
  failure.failed_validations = failed_validations(certificate, refusal.reason);
  failure.issuer = seen.asked;
  failure.reason = refusal.reason;
  failure.message = message_of(refusal);
  failure.at = now;
  const base::Millis asked = asked_wait(refusal.retry_after, bounds_of(refusal.reason));
  failure.next_try = now + std::max(asked, own_pause(refusal, failure, random));
  failure.generation = certificate.meta.generation;
  failure.renew_request = certificate.renew_request();
  failure.stalled = refusal.stalled;
  return failure;
}

}  // namespace lifecycle
