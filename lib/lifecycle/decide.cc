#include "lifecycle/decide.h"

#include <algorithm>

#include "api/reasons.h"
#include "lifecycle/failover.h"
#include "lifecycle/reasons.h"
#include "lifecycle/renewal.h"
#include "lifecycle/status.h"
#include "lifecycle/subset.h"
#include "lifecycle/twins.h"
#include "lifecycle/waits.h"
#include "records/secret_seen.h"

namespace lifecycle {
namespace {

constexpr base::Millis kRouteSilence{3000};
constexpr base::Millis kRouteRetry = std::chrono::minutes(10);

// ---- What stands in the way ------------------------------------------------------------------

std::optional<Blocked> what_blocks(const Observed& seen) {
  const api::CertificateSpec& spec = seen.certificate->spec;
  if (!seen.spec_problem.empty()) return Blocked{api::kInvalidSpec, seen.spec_problem, true};
  if (!seen.name_refusal.empty()) return Blocked{api::kNameNotOurs, seen.name_refusal, true};
  if (seen.secret == SecretState::kForeign) {
    return Blocked{api::kSecretNotOurs,
                   "Secret " + spec.secret_name + " exists and is not this Certificate's (" +
                       seen.secret_owner +
                       "): it is left alone; choose another secretName, or delete that Secret",
                   true};
  }
  if (seen.secret_is_fixed) {
    return Blocked{api::kSecretImmutable,
                   "Secret " + spec.secret_name +
                       " is immutable, so no new certificate can be written into it: delete it, "
                       "and this goes on by itself",
                   true};
  }
  const std::string issuer = seen.asked.kind + " " + seen.asked.name;
  if (seen.issuer == IssuerState::kMissing) {
    return Blocked{api::kIssuerNotFound,
                   issuer + " does not exist: create it, and this goes on by itself", false};
  }
  if (seen.issuer == IssuerState::kNotReady) {
    return Blocked{api::kIssuerNotReady, issuer + " is not ready: " + seen.issuer_message, false};
  }
  if (!seen.unsolved_name.empty()) {
    return Blocked{api::kNoSolver,
                   "no solver of " + issuer + " fits " + seen.unsolved_name +
                       ": add one, or one without selector, to spec.acme.solvers",
                   true};
  }
  if (!seen.unroutable.empty()) {
    return Blocked{
        api::kRouteNotAllowed,
        "address " + seen.unroutable +
            " needs an Ingress rule without host, which would answer for every host of the "
            "cluster, and the solver of " +
            issuer +
            " does not allow one: use a ClusterIssuer whose ingress solver has "
            "allowRuleWithoutHost: true, or a solver `none`, and route the path yourself",
        true};
  }
  return std::nullopt;
}

// ---- Steps -----------------------------------------------------------------------------------

// At once, whatever is under way; of a Certificate without a certificate there is nothing to
// revoke.
bool revokes(const Observed& seen) {
  const bool can = seen.issuer == IssuerState::kReady || !seen.stored;
  return can && seen.spec_problem.empty() && seen.certificate->revocation_due();
}

// A difference of the clocks is news, or was seen too long ago to be believed.
bool clock_is_news(const Observed& seen) {
  const bool doubtful = seen.clock_difference != base::Millis(0) && !seen.clock_checked;
  return seen.issuer == IssuerState::kReady && (doubtful || !seen.clock_told);
}

// Until the names are known to be right; nothing when they are.
std::optional<Step> look(const LookSeen& look) {
  switch (look.state) {
    case LookSeen::State::kDue:
      return LookAtNames{};
    case LookSeen::State::kRunning:
      return AwaitLook{};  // its end wakes us
    case LookSeen::State::kFound:
      return JudgeLook{};
    case LookSeen::State::kWaits:
      return AwaitLook{look.pause};
    case LookSeen::State::kPassed:
      break;
  }
  return std::nullopt;
}

// Before the CA is told, where the preflight has not looked. A name that says nothing for so long
// is the CA's to judge.
std::optional<Step> look_at_routes(const Observed& seen) {
  if (seen.preflight_policy != api::PreflightPolicy::kOff || !seen.has_routes) return std::nullopt;
  if (seen.look.state != LookSeen::State::kRunning) return look(seen.look);
  if (seen.look.since >= kRouteSilence) return std::nullopt;
  return AwaitLook{kRouteSilence - seen.look.since};
}

Step start(const Observed& seen, std::string_view reason, base::WallTime now) {
  if (seen.issuer == IssuerState::kNew) return Rest{};  // its own change wakes us
  if (twin_serves(seen, now)) return CopyCertificate{};
  if (!seen.twin_ahead.empty()) {
    return Blocked{api::kWaitsForTwin,
                   "Certificate " + seen.twin_ahead +
                       " is for the same and orders for both: see there; what it gets is copied",
                   false};
  }
  if (is_of_time(reason) && !seen.clock_checked) return CheckClock{};
  if (!seen.routes_in_place) return CreateRoutes{};
  if (!seen.route_refusal.empty())
    return Blocked{api::kRouteNotAccepted, seen.route_refusal, false};
  if (seen.route_patience) return Rest{now + *seen.route_patience};  // its change wakes us
  if (seen.preflight_policy != api::PreflightPolicy::kOff) {
    if (auto step = look(seen.look)) return *std::move(step);
  }
  if (!seen.key_in_place) return CreateKey{};
  // What the CA's limits leave is counted by its clock.
  if (!seen.clock_checked) return CheckClock{};
  if (!seen.unrecorded_order.empty()) return AdoptOrder{reason};
  return StartOrder{reason};
}

Step continue_pending(const Observed& seen, const OrderSeen& order) {
  if (!order.presented) return PresentAnswers{};
  if (!order.confirmed) return ConfirmAnswers{};
  if (!order.answered) return look_at_routes(seen).value_or(AnswerChallenges{});
  if (!order.validation_due) return AwaitValidation{};
  return PollOrder{};
}

Step after_failure(const Observed& seen, const OrderSeen& order) {
  if (order.undecided && seen.certificate->spec.allow_subset) return AwaitVerdicts{};
  if (order.others_proved && may_leave_out(seen, order.refused)) return LeaveNamesOut{};
  return FailOrder{api::kChallengeFailed, order.failure};
}

Step continue_order(const Observed& seen, const OrderSeen& order) {
  if (seen.issuer == IssuerState::kNew) return Rest{};  // its own change wakes us
  if (seen.certificate->status.order->account != seen.account) {
    return AbandonOrder{"the issuer or its account is another one now"};
  }
  if (!order.fetched) return FetchOrder{};
  if (!order.failure.empty()) return after_failure(seen, order);
  if (order.identifiers != seen.wanted) return AbandonOrder{"the spec asks for other names now"};
  const bool proved =
      order.status == acme::OrderStatus::kReady || order.status == acme::OrderStatus::kValid;
  if (seen.rehearses && proved) return EndRehearsal{};
  switch (order.status) {
    case acme::OrderStatus::kPending:
      return continue_pending(seen, order);
    case acme::OrderStatus::kReady:
      return seen.key_in_place ? Step(FinalizeOrder{}) : Step(CreateKey{});
    case acme::OrderStatus::kProcessing:
      return PollOrder{};
    case acme::OrderStatus::kValid:
      if (order.checked && !seen.partner_lacks.empty()) {
        return Blocked{api::kWaitsForPartner,
                       "the new certificate is there, and is stored together with its partner's: " +
                           seen.partner_lacks,
                       false};
      }
      return seen.key_in_place ? Step(StoreCertificate{})
                               : Step(AbandonOrder{"the key that it was made for is gone"});
    case acme::OrderStatus::kInvalid:
      return FailOrder{api::kOrderFailed, "the CA made the order invalid without a reason"};
  }
  return FetchOrder{};
}

// When what an issuance left behind may go: the answers stay for the grace after a success, and
// not at all after a failure.
std::optional<base::WallTime> clean_up_time(const Observed& seen, const Policy& policy) {
  if (!seen.answers_left && !seen.key_left) return std::nullopt;
  const api::CertificateStatus& status = seen.certificate->status;
  const kube::Condition* issuing = kube::find_condition(status.conditions, api::kIssuing);
  if (status.failure || issuing == nullptr) return base::WallTime();
  return issuing->last_transition + policy.answer_grace;
}

base::WallTime next_look(const Observed& seen, base::WallTime now) {
  base::WallTime renewal = renewal_time(seen);
  if (seen.routes_hindered) renewal = std::min<base::WallTime>(renewal, now + kRouteRetry);
  if (seen.route_patience) renewal = std::min<base::WallTime>(renewal, now + *seen.route_patience);
  return seen.renewal_poll_in ? std::min(renewal, now + *seen.renewal_poll_in) : renewal;
}

// Once all else is done.
bool restores_routes(const Observed& seen, base::WallTime now) {
  return !seen.routes_serve && !seen.answers_left && !seen.key_left && is_status_now(seen, now);
}

Step rest(const Observed& seen, base::WallTime now, const Policy& policy,
          std::optional<base::WallTime> until) {
  if (!is_status_now(seen, now)) return Report{};
  const auto clean_up = clean_up_time(seen, policy);
  if (clean_up && *clean_up <= now) return CleanUp{};
  if (clean_up && (!until || *clean_up < *until)) return Rest{clean_up};
  return Rest{until};
}

}  // namespace

std::optional<base::WallTime> waits_until(const Observed& seen, base::WallTime now) {
  const api::Certificate& certificate = *seen.certificate;
  const auto& failure = certificate.status.failure;
  if (!failure || failure->next_try <= now) return std::nullopt;
  // Nobody waits longer: it was written when the clock was wrong. So was what is still to come.
  if (failure->next_try > now + kLongestWait) return std::nullopt;
  if (failure->at > now + kClockJitter) return std::nullopt;
  const bool at_once = seen.asked_at_once || is_asked_anew(certificate);
  return at_once ? std::nullopt : std::optional(failure->next_try);
}

Step decide(const Observed& seen, base::WallTime now, const Policy& policy) {
  if (seen.secret == SecretState::kUnknown) return LookForSecret{};
  if (seen.claim) return ClaimNames{};
  if (seen.placeholder_due && seen.spec_problem.empty()) return StorePlaceholder{};
  if (revokes(seen)) return RevokeCertificate{};
  const auto blocked = what_blocks(seen);
  if (seen.order && !blocked) return continue_order(seen, *seen.order);
  // What only a person can end is not waited for with an order under way.
  if (seen.order) return blocked->stalled ? Step(AbandonOrder{blocked->message}) : Step(*blocked);
  const auto reason = reason_to_issue(seen, now);
  if (!reason) {
    if (clock_is_news(seen)) return CheckClock{};
    if (!seen.layout_in_place) return RewriteSecret{};
    if (seen.renewal_poll_in && *seen.renewal_poll_in <= base::Millis(0)) return AskRenewalInfo{};
    if (restores_routes(seen, now) && !blocked) return RestoreRoutes{};
    return rest(seen, now, policy, next_look(seen, now));
  }
  if (blocked) return seen.answers_left || seen.key_left ? Step(CleanUp{}) : Step(*blocked);
  if (const auto until = waits_until(seen, now)) return rest(seen, now, policy, until);
  return start(seen, *reason, now);
}

std::string_view name(const Step& step) {
  return std::visit([](const auto& each) { return each.kName; }, step);
}

}  // namespace lifecycle
