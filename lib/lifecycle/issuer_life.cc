#include "lifecycle/issuer_life.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/backoff.h"
#include "crypto/digest.h"
#include "lifecycle/waits.h"

namespace lifecycle {
namespace {

constexpr std::size_t kLongestMessage = 4000;  // bytes; the CRDs take 4,096 characters
constexpr base::Backoff kIssuerRetry{base::Seconds(5), std::chrono::minutes(10)};

bool says(const api::Issuer& issuer, std::string_view reason) {
  const auto* ready = kube::find_condition(issuer.status.conditions, api::kReady);
  return ready != nullptr && ready->reason == reason;
}

std::string version_of(const api::Issuer& issuer) {
  return crypto::short_hash(issuer.version(), 8);
}

// Of this very issuer, when its next try is not due.
std::optional<IssuerRests> waits(const api::Issuer& issuer, base::WallTime now) {
  const auto& failure = issuer.status.failure;
  if (!failure || failure->version != version_of(issuer)) return std::nullopt;
  const auto& next_try = failure->next_try;
  // The clock has been put back since then.
  const bool was_ahead = failure->at > now + kClockJitter;
  const bool due = next_try && (was_ahead || *next_try <= now || *next_try > now + kLongestWait);
  return due ? std::nullopt : std::optional(IssuerRests{next_try});
}

api::IssuerFailure failure_of(const api::Issuer& issuer, const IssuerNotReady& refusal,
                              base::WallTime now, std::mt19937& random) {
  const auto& before = issuer.status.failure;
  api::IssuerFailure failure;
  failure.version = version_of(issuer);
  failure.attempts = before && before->version == failure.version ? before->attempts + 1 : 1;
  failure.at = now;
  const base::Millis pause = std::max(asked_wait(refusal.retry_after, kRateLimit),
                                      kIssuerRetry.after(failure.attempts, random));
  if (!refusal.permanent) failure.next_try = now + pause;
  return failure;
}

// A request that is there before the first account is no request to change its key.
api::IssuerStatus looked_at(const api::Issuer& issuer) {
  api::IssuerStatus status = issuer.status;
  if (status.observed_generation == 0) status.rollover_request = issuer.rollover_request();
  status.observed_generation = issuer.meta.generation;
  return status;
}

void put_ready(api::IssuerStatus& status, bool ready, std::string_view reason,
               const std::string& message, bool stalled, base::WallTime now) {
  const std::int64_t generation = status.observed_generation;
  // There may be something for a person to do: another condition says so.
  const char* not_stalled =
      ready ? "nothing is given up" : "not given up: the condition Ready says what is in the way";
  put_condition(status, generation, api::kReady, ready, reason, message, now);
  put_condition(status, generation, api::kStalled, stalled, reason, stalled ? message : not_stalled,
                now);
}

}  // namespace

IssuerStep decide_issuer(const api::Issuer& issuer, const std::function<bool()>& has_orders,
                         base::WallTime now) {
  if (issuer.meta.deleting) return IssuerRests{};
  const bool deactivates = issuer.deactivation_asked() && !says(issuer, api::kAccountDeactivated);
  const bool changing = says(issuer, api::kAccountKeyChanging);
  const bool changes_key = (issuer.ready() || changing) && issuer.rollover_due();
  if (issuer.ready() && !deactivates && !changes_key) return LookAtProfile{};
  if (const auto rests = waits(issuer, now)) return *rests;
  if (deactivates) return DeactivateAccount{};
  if (!changes_key) return RegisterAccount{};
  const bool busy = has_orders();
  if (changing) return ChangeKey{!busy};
  return busy ? IssuerStep(PutOffKeyChange{}) : IssuerStep(AnnounceKeyChange{});
}

api::IssuerStatus not_ready_status(const api::Issuer& issuer, const IssuerNotReady& refusal,
                                   base::WallTime now, std::mt19937& random) {
  api::IssuerStatus status = looked_at(issuer);
  status.failure = failure_of(issuer, refusal, now, random);
  put_ready(status, false, refusal.reason, refusal.message, refusal.stalled, now);
  return status;
}

api::IssuerStatus put_off_status(const api::Issuer& issuer, const IssuerNotReady& why,
                                 base::WallTime now, std::mt19937& random) {
  api::IssuerStatus status = looked_at(issuer);
  status.failure = failure_of(issuer, why, now, random);
  put_condition(status, status.observed_generation, api::kAccountKeyChanged, false, why.reason,
                why.message + ": the key is changed when the CA answers", now);
  return status;
}

api::IssuerStatus ready_status(const api::Issuer& issuer, const std::string& account_url,
                               const std::string& note, base::WallTime now) {
  api::IssuerStatus status = looked_at(issuer);
  status.account_url = account_url;
  status.failure.reset();
  put_ready(status, true, api::kAccountRegistered,
            "account " + account_url + (note.empty() ? "" : "; " + note), false, now);
  return status;
}

void put_condition(api::IssuerStatus& status, std::int64_t generation, std::string_view type,
                   bool holds, std::string_view reason, const std::string& message,
                   base::WallTime now) {
  kube::set_condition(status.conditions,
                      {std::string(type),
                       holds ? "True" : "False",
                       std::string(reason),
                       kube::cut(message, kLongestMessage),
                       generation,
                       {}},
                      now);
}

}  // namespace lifecycle
