#include "controller/story.h"

#include "api/reasons.h"
#include "controller/decide.h"
#include "controller/renewal.h"
#include "wire/time.h"

namespace controller {
namespace {

constexpr std::size_t kMessageLimit = 4000;

std::string ready_message(const Observed& seen, std::string_view reason) {
  const std::string secret = "Secret " + seen.certificate->spec.secret_name;
  if (reason == api::kDoesNotExist) return secret + " does not exist yet";
  if (reason == api::kMissingData) return secret + " does not hold a readable key and certificate";
  if (reason == api::kKeyMismatch) return secret + ": key and certificate are no pair";
  if (reason == api::kNamesDiffer) return secret + " is for other names than the spec asks for";
  if (reason == api::kKeySpecDiffers) return secret + " has another key than the spec asks for";
  if (reason == api::kIssuerDiffers) {
    return secret + " is from " + seen.stored->issuer + ", not from " + seen.wanted_issuer;
  }
  return secret + ": the certificate expired at " + wire::write_time(seen.stored->not_after);
}

kube::Condition ready(const Observed& seen, base::WallTime now) {
  const auto reason = reason_not_ready(seen, now);
  if (reason) {
    return {std::string(api::kReady),     "False", std::string(*reason),
            ready_message(seen, *reason), 0,       {}};
  }
  return {std::string(api::kReady),
          "True",
          std::string(api::kIssued),
          "Secret " + seen.certificate->spec.secret_name + " is valid until " +
              wire::write_time(seen.stored->not_after),
          0,
          {}};
}

Chapter issued(const Observed& seen) {
  return {false, api::kIssued, "renewal at " + wire::write_time(renewal_time(seen)), false};
}

Chapter waiting(const api::Failure& failure, bool stalled) {
  return {true, failure.reason,
          failure.message + "; next try at " + wire::write_time(failure.next_try), stalled};
}

}  // namespace

api::CertificateStatus tell(const Observed& seen, base::WallTime now, const Chapter& chapter) {
  api::CertificateStatus status = seen.certificate->status;
  const std::int64_t generation = seen.certificate->meta.generation;
  const auto put = [&](kube::Condition condition) {
    condition.observed_generation = generation;
    kube::set_condition(status.conditions, std::move(condition), now);
  };
  if (status.observed_generation == 0) status.renew_request = seen.certificate->renew_request();
  status.observed_generation = generation;
  put(ready(seen, now));
  put({std::string(api::kIssuing),
       chapter.issuing ? "True" : "False",
       std::string(chapter.reason),
       kube::cut(chapter.message, kMessageLimit),
       0,
       {}});
  put({std::string(api::kStalled),
       chapter.stalled ? "True" : "False",
       std::string(chapter.reason),
       chapter.stalled ? kube::cut(chapter.message, kMessageLimit) : "nothing for a person to do",
       0,
       {}});
  status.not_before.reset();
  status.not_after.reset();
  status.renewal_time.reset();
  if (seen.stored) {
    status.not_before = seen.stored->not_before;
    status.not_after = seen.stored->not_after;
    status.renewal_time = renewal_time(seen);
  }
  if (!valid_renewal_info(seen)) status.renewal_info.reset();
  return status;
}

api::CertificateStatus status_now(const Observed& seen, base::WallTime now) {
  const auto& failure = seen.certificate->status.failure;
  if (reason_to_issue(seen, now)) {
    const bool stalled = failure && failure->stalled;
    const auto due = Chapter{true, *reason_to_issue(seen, now), "an issuance is due", false};
    return tell(seen, now, failure ? waiting(*failure, stalled) : due);
  }
  api::CertificateStatus status = tell(seen, now, issued(seen));
  status.failure.reset();
  return status;
}

}  // namespace controller
