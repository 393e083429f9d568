#include "lifecycle/status.h"

#include <array>

#include "api/reasons.h"
#include "lifecycle/reasons.h"
#include "lifecycle/renewal.h"
#include "lifecycle/subset.h"
#include "wire/time.h"

namespace lifecycle {
namespace {

constexpr std::size_t kMessageLimit = 4000;

// What a condition says; the rest of it is when.
struct Line {
  std::string_view type;
  bool holds;
  std::string_view reason;
  std::string message;

  std::string_view status() const { return holds ? "True" : "False"; }
  bool is(const kube::Condition& condition) const {
    return condition.type == type && condition.status == status() && condition.reason == reason &&
           condition.message == message;
  }
};

std::string_view reason_issued(const Observed& seen) {
  return at_rest(seen).empty() ? api::kIssued : api::kIssuedForSubset;
}

std::string text_of_missing(const Observed& seen) {
  const RefusedNames missing = at_rest(seen);
  return missing.empty() ? "" : ", without " + text_of(missing);
}

Line ready(const Observed& seen, base::WallTime now) {
  if (const auto found = why_not_ready(seen, now))
    return {api::kReady, false, found->reason, found->message};
  return {api::kReady, true, reason_issued(seen),
          "Secret " + seen.certificate->spec.secret_name + " is valid until " +
              wire::write_time(seen.stored->not_after) + text_of_missing(seen)};
}

struct Remaining {
  int part;  // of the lifetime is left, or less
  std::string_view word;
  std::string_view text;
};
// The most urgent first.
constexpr Remaining kRemaining[] = {
    {50, "LessThanAFiftieth", "less than a fiftieth of its lifetime is left"},
    {10, "LessThanATenth", "less than a tenth of its lifetime is left"},
    {3, "LessThanAThird", "less than a third of its lifetime is left"}};

// An attempt has failed, or cannot be made.
bool is_in_trouble(const Observed& seen, base::WallTime now, const IssuingCondition& condition) {
  if (!condition.issuing) return false;
  return seen.certificate->status.failure || reason_to_issue(seen, now) != condition.reason;
}

// Of a certificate in use that could not be renewed; null while there is time.
const Remaining* remaining(const Observed& seen, base::WallTime now,
                           const IssuingCondition& condition) {
  if (!seen.stored || seen.stored->not_after <= now) return nullptr;
  const records::StoredCertificate& stored = *seen.stored;
  for (const Remaining& each : kRemaining) {
    if (stored.not_after - now > (stored.not_after - stored.not_before) / each.part) continue;
    return is_in_trouble(seen, now, condition) ? &each : nullptr;
  }
  return nullptr;
}

std::string_view word_of(const Remaining* remaining) { return remaining ? remaining->word : ""; }

std::string text_of(const Observed& seen, const Remaining* remaining) {
  if (!remaining) return "";
  return "; the certificate in use ends at " + wire::write_time(seen.stored->not_after) + ": " +
         std::string(remaining->text);
}

// Of the condition Stalled where it is False.
std::string not_stalled(const Observed& seen, base::WallTime now,
                        const IssuingCondition& condition) {
  if (condition.reason == api::kIssuedForSubset)
    return "not given up: status.refusedNames says what to repair";
  const bool goes_well = !condition.issuing || reason_to_issue(seen, now) == condition.reason;
  return goes_well ? "nothing for a person to do"
                   : "not given up: the condition Issuing says what is in the way";
}

std::array<Line, 3> lines(const Observed& seen, base::WallTime now,
                          const IssuingCondition& condition) {
  const std::string urgent = text_of(seen, remaining(seen, now, condition));
  const std::string message = kube::cut(condition.message, kMessageLimit - urgent.size()) + urgent;
  return {ready(seen, now), Line{api::kIssuing, condition.issuing, condition.reason, message},
          Line{api::kStalled, condition.stalled, condition.reason,
               condition.stalled ? message : not_stalled(seen, now, condition)}};
}

IssuingCondition issued(const Observed& seen) {
  const std::string all = at_rest(seen).empty() ? "" : ", for all names again";
  return {.issuing = false,
          .reason = reason_issued(seen),
          .message = "renewal at " + wire::write_time(renewal_time(seen)) + all};
}

IssuingCondition waiting(const api::Failure& failure) {
  return {.issuing = true,
          .reason = failure.reason,
          .message = failure.message + "; next try at " + wire::write_time(failure.next_try),
          .stalled = failure.stalled};
}

// What is said where no order is under way.
struct Now {
  bool due;
  IssuingCondition condition;
};

Now condition_now(const Observed& seen, base::WallTime now) {
  const auto reason = reason_to_issue(seen, now);
  if (!reason) return {false, issued(seen)};
  const auto& failure = seen.certificate->status.failure;
  if (failure) return {true, waiting(*failure)};
  return {true, {.issuing = true, .reason = *reason, .message = "an issuance is due"}};
}

bool has_times(const Observed& seen, const api::CertificateStatus& status) {
  if (!seen.stored) return !status.not_before && !status.not_after && !status.renewal_time;
  return status.not_before == seen.stored->not_before &&
         status.not_after == seen.stored->not_after && status.renewal_time == renewal_time(seen);
}

}  // namespace

api::CertificateStatus status_with(const Observed& seen, base::WallTime now,
                                   const IssuingCondition& condition) {
  api::CertificateStatus status = seen.certificate->status;
  const std::int64_t generation = seen.certificate->meta.generation;
  if (status.observed_generation == 0) {
    status.renew_request = seen.certificate->renew_request();
    if (const auto asked = seen.certificate->revoke_request(); !asked.empty()) {
      status.revocation = api::Revocation{asked, ""};
    }
  }
  status.observed_generation = generation;
  for (Line& line : lines(seen, now, condition)) {
    kube::set_condition(status.conditions,
                        {std::string(line.type),
                         std::string(line.status()),
                         std::string(line.reason),
                         std::move(line.message),
                         generation,
                         {}},
                        now);
  }
  status.not_before.reset();
  status.not_after.reset();
  status.renewal_time.reset();
  if (seen.stored) {
    status.not_before = seen.stored->not_before;
    status.not_after = seen.stored->not_after;
    status.renewal_time = renewal_time(seen);
  }
  if (!valid_renewal_info(seen)) status.renewal_info.reset();
  status.remaining = word_of(remaining(seen, now, condition));
  return status;
}

api::CertificateStatus status_now(const Observed& seen, base::WallTime now) {
  const Now current = condition_now(seen, now);
  api::CertificateStatus status = status_with(seen, now, current.condition);
  if (!current.due) {
    status.failure.reset();
    status.refused_names = at_rest(seen);
  }
  return status;
}

std::string_view remaining_text(const api::CertificateStatus& status) {
  for (const Remaining& each : kRemaining) {
    if (each.word == status.remaining) return each.text;
  }
  return "";
}

bool is_said(const Observed& seen, base::WallTime now, const IssuingCondition& condition) {
  const api::CertificateStatus& status = seen.certificate->status;
  const kube::Condition* said = kube::find_condition(status.conditions, api::kIssuing);
  return said != nullptr && said->reason == condition.reason &&
         status.remaining == word_of(remaining(seen, now, condition));
}

bool is_status_now(const Observed& seen, base::WallTime now) {
  const api::CertificateStatus& status = seen.certificate->status;
  const std::int64_t generation = seen.certificate->meta.generation;
  if (status.observed_generation == 0 || status.observed_generation != generation) return false;
  const Now current = condition_now(seen, now);
  const bool rests = !status.failure && status.refused_names == at_rest(seen);
  if (!current.due && !rests) return false;
  for (const Line& line : lines(seen, now, current.condition)) {
    const kube::Condition* said = kube::find_condition(status.conditions, line.type);
    const bool is_it = said != nullptr && line.is(*said);
    if (!is_it || said->observed_generation != generation) return false;
  }
  const bool same = status.remaining == word_of(remaining(seen, now, current.condition));
  return same && has_times(seen, status) && (!status.renewal_info || valid_renewal_info(seen));
}

}  // namespace lifecycle
