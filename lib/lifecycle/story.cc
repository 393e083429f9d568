#include "lifecycle/story.h"

#include <array>

#include "api/reasons.h"
#include "lifecycle/reasons.h"
#include "lifecycle/renewal.h"
#include "lifecycle/subset.h"
#include "wire/time.h"

namespace lifecycle {
namespace {

constexpr std::size_t kMessageLimit = 4000;

std::string ready_message(const Observed& seen, std::string_view reason) {
  const std::string secret = "Secret " + seen.certificate->spec.secret_name;
  if (reason == api::kDoesNotExist) return secret + " does not exist yet";
  if (reason == api::kSecretNotOurs) return secret + " is not this Certificate's";
  if (reason == api::kMissingData) return secret + " does not hold a readable key and whole chain";
  if (reason == api::kRevoked)
    return secret + " holds a certificate that was revoked, as asked for";
  if (reason == api::kKeyMismatch) return secret + ": key and certificate are no pair";
  if (reason == api::kNamesDiffer) return secret + " is for other names than the spec asks for";
  if (reason == api::kKeySpecDiffers) return secret + " has another key than the spec asks for";
  if (reason == api::kIssuerDiffers) {
    return secret + " is from " + seen.stored->issuer + ", not from " +
           seen.certificate->spec.issuer.text();
  }
  return secret + ": the certificate expired at " + wire::write_time(seen.stored->not_after);
}

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

std::string words_for_missing(const Observed& seen) {
  const RefusedNames missing = at_rest(seen);
  return missing.empty() ? "" : ", without " + words_for(missing);
}

Line ready(const Observed& seen, base::WallTime now) {
  const auto reason = reason_not_ready(seen, now);
  if (reason) return {api::kReady, false, *reason, ready_message(seen, *reason)};
  return {api::kReady, true, reason_issued(seen),
          "Secret " + seen.certificate->spec.secret_name + " is valid until " +
              wire::write_time(seen.stored->not_after) + words_for_missing(seen)};
}

struct Urgency {
  int part;  // of the lifetime is left
  std::string_view words;
};
// The most urgent first.
constexpr Urgency kUrgencies[] = {{50, "less than a fiftieth of its lifetime is left"},
                                  {10, "less than a tenth of its lifetime is left"},
                                  {3, "less than a third of its lifetime is left"}};

// An attempt has failed, or cannot be made.
bool is_in_trouble(const Observed& seen, base::WallTime now, const Chapter& chapter) {
  if (!chapter.issuing) return false;
  return seen.certificate->status.failure || reason_to_issue(seen, now) != chapter.reason;
}

std::string urgency(const Observed& seen, base::WallTime now, const Chapter& chapter) {
  if (!seen.stored || seen.stored->not_after <= now) return "";
  const records::StoredCertificate& stored = *seen.stored;
  for (const Urgency& urgency : kUrgencies) {
    if (stored.not_after - now > (stored.not_after - stored.not_before) / urgency.part) continue;
    if (!is_in_trouble(seen, now, chapter)) return "";
    return "; the certificate in use ends at " + wire::write_time(stored.not_after) + ": " +
           std::string(urgency.words);
  }
  return "";
}

std::array<Line, 3> lines(const Observed& seen, base::WallTime now, const Chapter& chapter) {
  const std::string urgent = urgency(seen, now, chapter);
  const std::string message = kube::cut(chapter.message, kMessageLimit - urgent.size()) + urgent;
  return {ready(seen, now), Line{api::kIssuing, chapter.issuing, chapter.reason, message},
          Line{api::kStalled, chapter.stalled, chapter.reason,
               chapter.stalled ? message : "nothing for a person to do"}};
}

Chapter issued(const Observed& seen) {
  const std::string all = at_rest(seen).empty() ? "" : ", for all names again";
  return {false, reason_issued(seen), "renewal at " + wire::write_time(renewal_time(seen)) + all,
          false};
}

Chapter waiting(const api::Failure& failure, bool stalled) {
  return {true, failure.reason,
          failure.message + "; next try at " + wire::write_time(failure.next_try), stalled};
}

// The story where no order is under way.
struct Now {
  bool due;
  Chapter chapter;
};

Now story_now(const Observed& seen, base::WallTime now) {
  const auto reason = reason_to_issue(seen, now);
  if (!reason) return {false, issued(seen)};
  const auto& failure = seen.certificate->status.failure;
  if (failure) return {true, waiting(*failure, failure->stalled)};
  return {true, {true, *reason, "an issuance is due", false}};
}

bool tells_times(const Observed& seen, const api::CertificateStatus& status) {
  if (!seen.stored) return !status.not_before && !status.not_after && !status.renewal_time;
  return status.not_before == seen.stored->not_before &&
         status.not_after == seen.stored->not_after && status.renewal_time == renewal_time(seen);
}

}  // namespace

api::CertificateStatus tell(const Observed& seen, base::WallTime now, const Chapter& chapter) {
  api::CertificateStatus status = seen.certificate->status;
  const std::int64_t generation = seen.certificate->meta.generation;
  if (status.observed_generation == 0) {
    status.renew_request = seen.certificate->renew_request();
    if (const auto asked = seen.certificate->revoke_request(); !asked.empty()) {
      status.revocation = api::Revocation{asked, ""};
    }
  }
  status.observed_generation = generation;
  for (Line& line : lines(seen, now, chapter)) {
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
  return status;
}

api::CertificateStatus status_now(const Observed& seen, base::WallTime now) {
  const Now story = story_now(seen, now);
  api::CertificateStatus status = tell(seen, now, story.chapter);
  if (!story.due) {
    status.failure.reset();
    status.refused_names = at_rest(seen);
  }
  return status;
}

std::string_view urgency_of(const api::CertificateStatus& status) {
  const kube::Condition* issuing = kube::find_condition(status.conditions, api::kIssuing);
  for (const Urgency& urgency : kUrgencies) {
    const bool told = issuing != nullptr && issuing->message.ends_with(urgency.words);
    if (told) return urgency.words;
  }
  return "";
}

bool tells_now(const Observed& seen, base::WallTime now) {
  const api::CertificateStatus& status = seen.certificate->status;
  const std::int64_t generation = seen.certificate->meta.generation;
  if (status.observed_generation == 0 || status.observed_generation != generation) return false;
  const Now story = story_now(seen, now);
  const bool rests = !status.failure && status.refused_names == at_rest(seen);
  if (!story.due && !rests) return false;
  for (const Line& line : lines(seen, now, story.chapter)) {
    const kube::Condition* told = kube::find_condition(status.conditions, line.type);
    const bool same = told != nullptr && line.is(*told);
    if (!same || told->observed_generation != generation) return false;
  }
  return tells_times(seen, status) && (!status.renewal_info || valid_renewal_info(seen));
}

}  // namespace lifecycle
