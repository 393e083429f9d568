#include "lifecycle/renewal.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/text.h"

namespace lifecycle {
namespace {

constexpr base::Millis kShortLived = std::chrono::hours(10 * 24);
constexpr base::Millis kDay = std::chrono::hours(24);
constexpr base::Seconds kSoon{60};
constexpr base::Millis kLeastInterval = std::chrono::minutes(10);
constexpr int kSpreadPart = 30;     // of the lifetime: how far the shares of the uids reach
constexpr int kEmergencyPart = 20;  // of the lifetime: what is left in an emergency
constexpr int kYouthPart = 10;      // of the lifetime: what passes first

base::Millis lifetime(const records::StoredCertificate& stored) {
  return stored.not_after - stored.not_before;
}

base::WallTime in_seconds(base::WallTime time) { return std::chrono::floor<base::Seconds>(time); }

// A renewBefore as long as the lifetime counts as unset.
std::optional<base::Millis> asked_before(const records::StoredCertificate& stored,
                                         const api::CertificateSpec& spec) {
  const base::Millis life = lifetime(stored);
  if (spec.renew_before_percentage) return life * *spec.renew_before_percentage / 100;
  if (spec.renew_before && *spec.renew_before < life) return *spec.renew_before;
  return std::nullopt;
}

base::Millis usual_before(const records::StoredCertificate& stored, std::string_view uid) {
  const base::Millis life = lifetime(stored);
  const auto spread = static_cast<double>((life / kSpreadPart).count());
  return life / (life < kShortLived ? 2 : 3) +
         base::Millis(static_cast<base::Millis::rep>(share_of(uid) * spread));
}

bool is_on(const api::RenewalWindow& window, std::chrono::sys_days day) {
  constexpr const char* kNames[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const char* name = kNames[std::chrono::weekday(day).c_encoding()];
  return window.days.empty() ||
         std::find(window.days.begin(), window.days.end(), name) != window.days.end();
}

// The first moment from `time` on in one of the windows, at that share of what is left of the
// window, so that not all renew when it opens; `time` itself when it is in one.
base::WallTime in_window(const std::vector<api::RenewalWindow>& windows, base::WallTime time,
                         double share) {
  constexpr int kDays = 9;  // a week, and what began yesterday
  std::optional<base::WallTime> best;
  const auto first = std::chrono::floor<std::chrono::days>(time) - std::chrono::days(1);
  for (const api::RenewalWindow& window : windows) {
    for (int i = 0; i < kDays; ++i) {
      const std::chrono::sys_days day = first + std::chrono::days(i);
      const base::WallTime opens = base::WallTime(day) + window.start;
      if (!is_on(window, day) || opens + window.duration <= time) continue;
      if (opens <= time) return time;
      const auto within = std::chrono::duration_cast<base::Seconds>(window.duration * share);
      if (!best || opens + within < *best) best = opens + within;
    }
  }
  return best.value_or(time);
}

base::WallTime chosen_in(const acme::RenewalInfo& answer, std::mt19937& random) {
  const base::Seconds width = std::chrono::floor<base::Seconds>(answer.end - answer.start);
  std::uniform_int_distribution<base::Seconds::rep> second(0, width.count() - 1);
  return answer.start + base::Seconds(second(random));
}

}  // namespace

base::WallTime usual_renewal_time(const Observed& seen) {
  const records::StoredCertificate& stored = *seen.stored;
  const base::Millis before = asked_before(stored, seen.certificate->spec)
                                  .value_or(usual_before(stored, seen.certificate->meta.uid));
  const base::Millis longest = lifetime(stored) - lifetime(stored) / kYouthPart;
  return in_seconds(stored.not_after - std::min(before, longest));
}

base::WallTime renewal_time(const Observed& seen) {
  const records::StoredCertificate& stored = *seen.stored;
  const base::WallTime usual = usual_renewal_time(seen);
  const api::CertificateSpec& spec = seen.certificate->spec;
  const api::RenewalInfo* info = valid_renewal_info(seen);
  base::WallTime wish = info == nullptr ? usual : info->selected;
  if (asked_before(stored, spec)) wish = std::min(usual, wish);
  const bool at_once = info != nullptr && info->window_end <= info->selected;  // it had passed
  if (!at_once) {
    wish = in_window(spec.renewal_windows, wish, share_of(seen.certificate->meta.uid));
  }
  const base::WallTime emergency = in_seconds(stored.not_after - lifetime(stored) / kEmergencyPart);
  const base::WallTime soonest = std::min(wish, std::max(emergency, usual));
  const bool asked_by_ca = info != nullptr && info->selected <= soonest;
  return asked_by_ca ? soonest : std::max(soonest, earliest_renewal(seen));
}

// The end of the last issuance is told by the condition. What somebody has put into the Secret
// since then does not count.
base::WallTime earliest_renewal(const Observed& seen) {
  const api::CertificateStatus& status = seen.certificate->status;
  const kube::Condition* issuing = kube::find_condition(status.conditions, api::kIssuing);
  // Later than that it was another end than that of its issuance, or a clock that was ahead.
  const bool ended = issuing != nullptr && issuing->status == "False" && seen.stored &&
                     issuing->last_transition <= seen.stored->not_before + kDay;
  const bool is_it = seen.stored && status.not_after == seen.stored->not_after;
  return ended && is_it ? issuing->last_transition + kLeastInterval : base::WallTime();
}

const api::RenewalInfo* valid_renewal_info(const Observed& seen) {
  const auto& info = seen.certificate->status.renewal_info;
  const bool counts = info && !seen.renewal_info_off && seen.stored &&
                      !info->certificate_id.empty() &&
                      info->certificate_id == seen.stored->certificate_id;
  return counts ? &*info : nullptr;
}

api::RenewalInfo take_answer(const Observed& seen, const acme::RenewalInfo& answer,
                             base::WallTime now, std::mt19937& random) {
  const records::StoredCertificate& stored = *seen.stored;
  api::RenewalInfo next{
      stored.certificate_id, answer.start, answer.end, {}, answer.explanation_url};
  const api::RenewalInfo* before = valid_renewal_info(seen);
  const bool same =
      before != nullptr && before->window_start == answer.start && before->window_end == answer.end;
  if (same) {
    next.selected = before->selected;
    return next;
  }
  // A window that has passed may move with each answer; the moment that is about to come stays.
  if (before != nullptr && answer.end <= now && before->selected <= now + kSoon) return *before;
  next.selected = chosen_in(answer, random);
  if (next.selected <= now) {
    std::uniform_int_distribution<base::Seconds::rep> soon(0, kSoon.count());
    next.selected = in_seconds(now) + base::Seconds(soon(random));
  }
  const base::Millis youth = std::min(lifetime(stored) / kYouthPart, kDay);
  if (before == nullptr) next.selected = std::max(next.selected, stored.not_before + youth);
  next.selected = in_seconds(next.selected);
  return next;
}

double share_of(std::string_view uid) {
  std::uint64_t hash = base::fnv1a(uid);
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdU;  // its upper bits are not even by themselves
  hash ^= hash >> 33;
  return static_cast<double>(hash >> 11) / static_cast<double>(1ULL << 53);
}

}  // namespace lifecycle
