#include "controller/pass.h"

#include <algorithm>
#include <random>

#include "api/reasons.h"
#include "base/backoff.h"
#include "base/log.h"
#include "controller/failover.h"
#include "controller/limits.h"
#include "controller/status_write.h"
#include "controller/subset.h"
#include "controller/twins.h"
#include "controller/waits.h"
#include "wire/time.h"

namespace controller {
namespace {

constexpr base::Backoff kRetry{base::Seconds(60), std::chrono::hours(6)};
// What the CA could not validate it will not validate soon, and it counts: after one, ten and a
// hundred minutes, then once a day, as Let's Encrypt's integration guide asks.
constexpr base::Backoff kAfterValidation{base::Seconds(60), std::chrono::hours(24), 10};
// This lasts until a person has ended it: each try before only shows that nobody has.
constexpr base::Backoff kForAPerson{std::chrono::hours(24), std::chrono::hours(24)};
// While a CA is down or overloaded.
constexpr base::Backoff kOutage{base::Seconds(5), std::chrono::minutes(10)};
constexpr base::Millis kAfterClusterError{2000};
constexpr std::size_t kLongestFailure = 3500;  // leaves room for the next try

// What is observed once the status is `status` and the order is over.
Observed after_order(const Observed& seen, auto&& change) {
  Observed after = seen;
  auto certificate = std::make_shared<api::Certificate>(*seen.certificate);
  certificate->status.order.reset();
  change(certificate->status);
  after.wanted = names_to_order(*certificate);
  after.certificate = std::move(certificate);
  after.order.reset();
  return after;
}

const base::Backoff& backoff_of(std::string_view reason) {
  if (reason == api::kChallengeFailed) return kAfterValidation;
  if (reason == api::kPaused || reason == api::kInvalidSpec || reason == api::kSecretChanged)
    return kForAPerson;
  return reason == api::kCaUnreachable ? kOutage : kRetry;
}

const Bounds& bounds_of(std::string_view reason) {
  return reason == api::kCaUnreachable ? kOverload : kRateLimit;
}

std::string message_of(const Refusal& refusal) {
  const std::string wait = words_for_wait(refusal.retry_after, bounds_of(refusal.reason));
  const std::string link = refusal.link.empty() ? "" : "; a person has to open " + refusal.link;
  return kube::cut(refusal.message, kLongestFailure - wait.size() - link.size()) + wait + link;
}

api::Failure failure_of(const Pass& pass, const Refusal& refusal) {
  const api::Certificate& certificate = *pass.seen.certificate;
  const auto& before = certificate.status.failure;
  api::Failure failure;
  failure.attempts = before && !is_anothers(*before, pass.seen) ? before->attempts + 1 : 1;
  failure.issuer = pass.seen.asked;
  failure.reason = refusal.reason;
  failure.message = message_of(refusal);
  failure.at = pass.now();
  const base::Millis asked = asked_wait(refusal.retry_after, bounds_of(refusal.reason));
  failure.next_try =
      pass.now() +
      std::max(asked, backoff_of(refusal.reason).after(failure.attempts, random_source()));
  failure.generation = certificate.meta.generation;
  failure.renew_request = certificate.renew_request();
  failure.stalled = refusal.stalled;
  return failure;
}

LookAgain pause_after(const kube::Error& error) {
  if (error.kind == kube::Error::Kind::kStopped) return std::nullopt;
  if (error.kind == kube::Error::Kind::kConflict) return kAfterConflict;
  const base::Millis asked = error.retry_after.value_or(base::Seconds(0));
  return std::max(asked, kAfterClusterError);
}

// Somebody wrote meanwhile: what is there now comes into the store at once, not with the watch.
LookAgain after_refused_status(const Pass& pass, const kube::Error& error) {
  base::log_info("StatusRefused",
                 {{"certificate", pass.certificate()}, {"message", error.message}});
  if (error.kind == kube::Error::Kind::kConflict) {
    const auto now = pass.world.cluster.get(api::kCertificates, pass.meta().key(), pass.stop);
    if (now) pass.world.stores.certificates.put(api::read_certificate(*now));
  }
  return pause_after(error);
}

// Once for each degree of urgency, and not in the middle of many other failures.
void speak_up(const Pass& pass, const api::CertificateStatus& status) {
  const std::string_view urgency = urgency_of(status);
  if (urgency.empty() || urgency == urgency_of(pass.seen.certificate->status)) return;
  tell_event(pass, api::kRenewalFails, "Renew",
             "it could not be renewed: " + std::string(urgency) + ", until " +
                 wire::write_time(pass.seen.stored->not_after) + "; see the condition Issuing",
             true);
}

// What this process knows of the order, and of the looks before it.
void forget_attempt(const Pass& pass) {
  pass.world.progress.forget(pass.meta().key());
  pass.world.preflights.forget(pass.meta().key());
}

base::Millis duration_of(const Pass& pass) {
  const auto& order = pass.seen.certificate->status.order;
  return order ? pass.now() - order->started : base::Millis(0);
}

}  // namespace

std::mt19937& random_source() {
  thread_local std::mt19937 source(std::random_device{}());
  return source;
}

LookAgain record(const Pass& pass, const api::CertificateStatus& status) {
  if (status == pass.seen.certificate->status) return std::nullopt;
  api::Certificate certificate = *pass.seen.certificate;
  certificate.status = status;
  const auto answer = write_status(pass.world.cluster, api::kCertificates,
                                   api::write_status(certificate), pass.stop);
  if (!answer) return after_refused_status(pass, answer.error());
  api::Certificate written = api::read_certificate(*answer);
  const bool changed = written.meta.resource_version != certificate.meta.resource_version;
  pass.world.stores.certificates.put(std::move(written));
  if (changed) speak_up(pass, status);
  return changed ? kNow : kWhileBlocked;  // what somebody else holds on to cannot be told away
}

LookAgain wait_with(const Pass& pass, const Chapter& chapter, base::Millis pause) {
  const LookAgain written = record(pass, tell(pass.seen, pass.now(), chapter));
  return written ? written : LookAgain(pause);
}

LookAgain leave_out(const Pass& pass, const RefusedNames& refused) {
  give_back_order(pass);
  std::vector<std::string> names;
  for (const api::RefusedName& one : refused) names.push_back(one.name);
  note_vain_attempt(pass, names);
  const std::string told = words_for(refused);
  base::log_warning(api::kNamesLeftOut, {{"certificate", pass.certificate()}, {"message", told}});
  tell_event(pass, api::kNamesLeftOut, "Issue", "the others are ordered without " + told, true);
  pass.world.metrics.issuance(api::kNamesLeftOut, duration_of(pass));
  forget_attempt(pass);
  const Observed after = after_order(
      pass.seen, [&](auto& status) { status.refused_names = leaving_out(pass.seen, refused); });
  return record(pass, status_now(after, pass.now()));
}

LookAgain fall_back(const Pass& pass) {
  RefusedNames names = falling_back(pass.seen, pass.now());
  if (names == pass.seen.certificate->status.refused_names) return std::nullopt;
  const Observed after =
      after_order(pass.seen, [&](auto& status) { status.refused_names = std::move(names); });
  return record(pass, status_now(after, pass.now()));
}

LookAgain fail(const Pass& pass, const Refusal& refusal) {
  if (pass.stop.stop_requested()) return std::nullopt;
  give_back_order(pass);
  const api::Failure failure = failure_of(pass, refusal);
  const bool is_about_names =
      refusal.reason != api::kCaUnreachable && refusal.reason != api::kIssuerNotReady;
  if (refusal.reason == api::kRateLimited) {
    hold_limit(pass, refusal.message, failure.next_try);
  } else if (is_about_names) {
    note_vain_attempt(pass);
  }
  base::log_warning("IssuanceFailed", {{"certificate", pass.certificate()},
                                       {"reason", failure.reason},
                                       {"attempts", std::to_string(failure.attempts)},
                                       {"next_try", wire::write_time(failure.next_try)},
                                       {"message", refusal.message}});
  tell_event(pass, refusal.reason, "Issue", refusal.message, true);
  pass.world.metrics.issuance(refusal.reason, duration_of(pass));
  forget_attempt(pass);
  const Observed after = after_order(pass.seen, [&](auto& status) {
    status.failure = failure;
    if (is_about_names) status.refused_names = falling_back(pass.seen, pass.now());
  });
  return record(pass, status_now(after, pass.now()));
}

LookAgain abandon(const Pass& pass, const std::string& why) {
  give_back_order(pass);
  note_vain_attempt(pass);
  base::log_info("OrderAbandoned", {{"certificate", pass.certificate()}, {"why", why}});
  forget_attempt(pass);
  return record(pass, status_now(after_order(pass.seen, [](auto&) {}), pass.now()));
}

LookAgain end_rehearsal(const Pass& pass) {
  give_back_order(pass);
  pass.world.progress.forget(pass.meta().key());
  for (const auto& name : pass.seen.wanted) pass.world.preflights.outside_works(name.value);
  const Observed after = after_order(pass.seen, [](auto& status) {
    if (status.failure) status.failure->rehearsed = true;
  });
  return record(pass, status_now(after, pass.now()));
}

LookAgain succeed(const Pass& pass, const StoredCertificate& stored,
                  const std::optional<api::RenewalInfo>& renewal_info) {
  const auto& order = pass.seen.certificate->status.order;
  const std::string served = order ? order->renew_request : pass.seen.certificate->renew_request();
  const Observed ended = after_order(pass.seen, [&](auto& status) {
    status.issuer = pass.seen.asked;
    status.failure.reset();
    status.renew_request = served;
    status.renewal_info = renewal_info;
  });
  const Observed after = holding(ended, stored);
  const LookAgain again = record(pass, status_now(after, pass.now()));
  if (again == kNow) {
    pass.world.metrics.issuance(api::kIssued, duration_of(pass));
    forget_attempt(pass);
    for (const auto& name : pass.seen.wanted) pass.world.preflights.outside_works(name.value);
    tell_event(pass, api::kIssued, "Issue",
               "Secret " + pass.seen.certificate->spec.secret_name +
                   " holds a certificate valid until " + wire::write_time(stored.not_after),
               false);
  }
  return again;
}

void tell_event(const Pass& pass, std::string_view reason, std::string_view action,
                const std::string& note, bool warning) {
  pass.world.events.record(
      {api::kCertificates, pass.meta(), warning, std::string(reason), std::string(action), note});
}

LookAgain after_cluster_error(const Pass& pass, const kube::Error& error) {
  const LookAgain pause = pause_after(error);
  if (!pause || error.kind == kube::Error::Kind::kConflict) return pause;
  base::log_warning("ClusterRefused",
                    {{"certificate", pass.certificate()}, {"message", error.message}});
  using Kind = kube::Error::Kind;
  // What is not found is not the object that was to be written, but its kind or its namespace.
  const bool for_a_person = error.kind == Kind::kInvalid || error.kind == Kind::kForbidden ||
                            error.kind == Kind::kNotFound;
  if (!for_a_person) return pause;
  return wait_with(
      pass, {true, api::kClusterRefused, error.message + "; tried again every half minute", false},
      kWhileBlocked);
}

}  // namespace controller
