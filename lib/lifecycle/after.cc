#include "lifecycle/after.h"

#include <algorithm>
#include <memory>

#include "api/reasons.h"
#include "base/words.h"
#include "lifecycle/reasons.h"
#include "lifecycle/subset.h"
#include "lifecycle/twins.h"
#include "lifecycle/waits.h"

namespace lifecycle {
namespace {

constexpr base::Millis kAfterClusterError{2000};
constexpr base::Millis kWhileBusy{5000};
constexpr base::Millis kFirstNotReady{25};  // half of the first pause, which doubles
constexpr std::size_t kMostNamed = 5;
constexpr int kMostNotReady = 11;  // within two minutes
// What the cluster refuses, it may refuse for long: the certificate waits at the CA.
constexpr base::Millis kFirstRewrite = std::chrono::seconds(30);
constexpr base::Millis kLastRewrite = std::chrono::hours(1);

// What is observed once `change` is made to the status and the order is over.
Observed without_order(const Observed& seen, auto&& change) {
  Observed next = seen;
  auto certificate = std::make_shared<api::Certificate>(*seen.certificate);
  certificate->status.order.reset();
  change(certificate->status);
  next.wanted = names_to_order(*certificate);
  next.certificate = std::move(certificate);
  next.order.reset();
  return next;
}

// What is not found is not the object that was to be written, but its kind or its namespace.
bool is_for_a_person(const kube::Error& error) {
  using Kind = kube::Error::Kind;
  return error.kind == Kind::kInvalid || error.kind == Kind::kForbidden ||
         error.kind == Kind::kNotFound;
}

// `malformed` is also said of our signature, which the next try makes anew.
bool is_about_the_order(const acme::Error& error) {
  return error.is("malformed") &&
         !base::says_one_of(error.problem->detail, {"jws", "signature", "nonce"});
}

struct Follow {
  const Observed& seen;
  base::WallTime now;
  std::mt19937& random;

  After waiting(const IssuingCondition& condition, base::LookAgain pause) const {
    return {.status = status_with(seen, now, condition), .pause = pause};
  }

  After ended(Ending ending, auto&& change) const {
    return {.status = status_now(without_order(seen, change), now), .ending = std::move(ending)};
  }

  After operator()(const base::LookAgain& again) const { return {.pause = again}; }

  After operator()(const Waits& waits) const { return waiting(waits.condition, waits.pause); }

  After operator()(const StatusDue&) const { return {.status = status_now(seen, now)}; }

  After operator()(const PreflightRefused& refused) const {
    After after = waiting(
        {.issuing = true,
         .reason = api::kPreflightFailed,
         .message = "preflight: " + refused.text +
                    "; the CA was not asked, and this goes on by itself once it is repaired"},
        refused.pause);
    after.ending = refused;
    return after;
  }

  After operator()(const OrderMade& made) const {
    const bool other = seen.asked != seen.certificate->spec.issuer;
    const std::string where = other ? " at " + seen.asked.text() : "";
    const std::string doubt = made.doubt.empty() ? "" : "; preflight: " + made.doubt;
    After after = waiting({.issuing = true,
                           .reason = made.reason,
                           .message = "order " + made.url + " is under way" + where + doubt},
                          std::nullopt);
    after.status->issuer = seen.asked;
    after.status->order = api::OrderRecord{made.url, made.account, std::string(made.reason),
                                           seen.certificate->renew_request(), now};
    return after;
  }

  // A renewal goes on without what was left out of it before, which may need less.
  After operator()(const LimitReached& limit) const {
    RefusedNames names = falling_back(seen, is_due_by_time(seen, now));
    if (names != seen.certificate->status.refused_names) {
      return ended({}, [&](auto& status) { status.refused_names = std::move(names); });
    }
    return waiting({.issuing = true, .reason = api::kRateLimited, .message = limit.message},
                   limit.pause);
  }

  After operator()(const CaIsDown& down) const {
    const IssuingCondition condition{
        .issuing = true,
        .reason = api::kCaUnreachable,
        .message = down.why + "; all certificates of this CA wait, and go on by themselves"};
    const bool due = seen.order || reason_to_issue(seen, now);
    if (!due || is_said(seen, now, condition)) return {.pause = down.pause};
    return waiting(condition, down.pause);
  }

  // Without the names that the error is about, if that may be.
  After operator()(const RequestRefused& request) const {
    if (request.error.kind == acme::Error::Kind::kStopped) return {};
    if (request.error.kind == acme::Error::Kind::kBusy) return {.pause = kWhileBusy};
    if (request.error.kind == acme::Error::Kind::kTooFast) return too_fast(request.error);
    FailedAttempt attempt = attempt_refused(request.error);
    // A CA that cannot read the order will not read it the next time: it is about a name.
    attempt.stalled = attempt.stalled || is_about_the_order(request.error);
    return without_refused(request.error, naming(std::move(attempt)));
  }

  // It was not the CA's answer to what was asked for, so no attempt has failed.
  After too_fast(const acme::Error& error) const {
    return waiting({.issuing = true,
                    .reason = api::kRateLimited,
                    .message = error.message + "; tried again by itself"},
                   std::max(kWhileBusy, asked_wait(error.retry_after, kOverload)));
  }

  After without_refused(const acme::Error& error, const FailedAttempt& attempt) const {
    const RefusedNames refused = refused_by(error, seen.wanted);
    return may_leave_out(seen, refused) ? (*this)(LeftOut{refused}) : (*this)(attempt);
  }

  // A person is told which names it is about.
  FailedAttempt naming(FailedAttempt attempt) const {
    const auto is_told = [&](const acme::Identifier& name) {
      return attempt.message.find(name.value) != std::string::npos;
    };
    const bool about_names = attempt.stalled && attempt.reason == api::kOrderFailed;
    if (!about_names || std::ranges::any_of(seen.wanted, is_told)) return attempt;
    std::string names;
    for (std::size_t i = 0; i < std::min(seen.wanted.size(), kMostNamed); ++i)
      names += (i == 0 ? "" : ", ") + seen.wanted[i].value;
    if (seen.wanted.size() > kMostNamed)
      names += " and " + std::to_string(seen.wanted.size() - kMostNamed) + " more";
    attempt.message += "; it was asked for " + names;
    return attempt;
  }

  // One short trouble is not worth a status write.
  After operator()(const CaError& trouble) const {
    const acme::Error& error = trouble.error;
    const bool busy = error.kind == acme::Error::Kind::kBusy;
    if (busy) return (*this)(RequestRefused{error});
    if (!error.is_trouble()) return without_refused(error, naming(attempt_refused(error)));
    const base::Seconds own(1LL << std::clamp(trouble.troubles - 1, 0, 6));
    const base::Millis pause =
        std::max<base::Millis>({own, trouble.for_all, asked_wait(error.retry_after, kOverload)});
    After after{.pause = pause};
    if (trouble.troubles >= 2)
      after = waiting({.issuing = true,
                       .reason = reason_of(error),
                       .message = error.message + text_of_wait(error.retry_after, kOverload) +
                                  "; tried again by itself"},
                      pause);
    after.trouble = Trouble{"CaTrouble", error.message};
    return after;
  }

  After operator()(const CsrRefused& refused) const {
    const acme::Error& error = refused.error;
    if (error.is("orderNotReady")) return after_not_ready(refused);
    if (error.is("invalidProfile")) {
      After after = (*this)(Abandoned{error.message + ": the next order is without the profile"});
      after.drops_profile = true;
      return after;
    }
    if (refused.is_ed25519) {
      return (*this)(FailedAttempt{.reason = api::kKeyRefused,
                                   .message = error.message +
                                              ": the CA may not take Ed25519 keys: set "
                                              "spec.privateKey.algorithm to ECDSA",
                                   .stalled = true});
    }
    return error.is("badCSR") ? after_bad_csr(refused) : after_bad_key(error);
  }

  // Servers of a CA may lag behind each other.
  After after_not_ready(const CsrRefused& refused) const {
    if (refused.not_ready < kMostNotReady) {
      const base::Millis pause = kFirstNotReady * (1LL << refused.not_ready);
      return {.pause = pause, .reads_order = true};
    }
    return (*this)(
        FailedAttempt{.reason = api::kOrderFailed,
                      .message = refused.error.message + ": " + std::to_string(refused.not_ready) +
                                 " times in a row, although the order says that it is ready"});
  }

  // The key will never be certified: the next attempt is to make another one.
  After after_bad_key(const acme::Error& error) const {
    After after = (*this)(FailedAttempt{.reason = api::kKeyRefused,
                                        .message = error.message + "; another key will be made"});
    after.drops_key = !seen.keeps_key;
    return after;
  }

  // RFC 8555 section 7.4: after badCSR the order is still ready, for another CSR. Once with another
  // key, where there is a pending one to replace; what is refused again, only a person can help.
  After after_bad_csr(const CsrRefused& refused) const {
    if (!refused.before && !seen.keeps_key) return {.pause = base::kNow, .drops_key = true};
    return (*this)(FailedAttempt{.reason = api::kOrderFailed,
                                 .message = refused.error.message + hint_for_csr(refused.error),
                                 .stalled = true});
  }

  std::string hint_for_csr(const acme::Error& error) const {
    const bool about_cn = base::says_one_of(error.message, {"common name", "commonname"});
    return about_cn && seen.certificate->spec.common_name.empty()
               ? ": set spec.commonName to one of the names"
               : "";
  }

  // Only what is gone for good is a reason to give the order up.
  After operator()(const KeyMissing& missing) const {
    using Kind = kube::Error::Kind;
    const bool gone = missing.error.kind == Kind::kNotFound || missing.error.kind == Kind::kInvalid;
    return gone ? (*this)(Abandoned{missing.error.message}) : (*this)(ClusterError{missing.error});
  }

  After operator()(const Rehearsed& rehearsed) const {
    return ended(rehearsed, [](auto& status) {
      if (status.failure) status.failure->rehearsed = true;
    });
  }

  // No failure is counted but that of the names.
  After operator()(const LeftOut& left) const {
    return ended(left,
                 [&](auto& status) { status.refused_names = leaving_out(seen, left.refused); });
  }

  After operator()(const Abandoned& abandoned) const {
    return ended(abandoned, [&](auto& status) {
      auto& failure = status.failure;
      if (failure)
        failure->next_try =
            std::max<base::WallTime>(failure->next_try, now + pause_between_orders(*failure));
    });
  }

  After operator()(const FailedAttempt& attempt) const {
    const api::Failure failure = failure_of(seen, attempt, now, random);
    const bool reached =
        attempt.reason != api::kCaUnreachable && attempt.reason != api::kIssuerNotReady;
    return ended(Failed{attempt, failure.attempts, failure.next_try,
                        reached && attempt.reason != api::kRateLimited},
                 [&](auto& status) {
                   status.failure = failure;
                   if (reached)
                     status.refused_names = falling_back(seen, is_due_by_time(seen, now));
                 });
  }

  After operator()(const Issued& issued) const {
    const auto& order = seen.certificate->status.order;
    const std::string served = order ? order->renew_request : seen.certificate->renew_request();
    const Observed next = without_order(seen, [&](auto& status) {
      status.issuer = seen.asked;
      status.failure.reset();
      status.renew_request = served;
      status.renewal_info = issued.renewal_info;
    });
    return {.status = status_now(holding(next, issued.stored), now), .ending = issued};
  }

  After operator()(const ClusterError& refused) const {
    After after{.pause = pause_after(refused.error)};
    if (is_for_a_person(refused.error)) {
      after = waiting({.issuing = true,
                       .reason = api::kClusterRefused,
                       .message = refused.error.message + "; tried again every half minute"},
                      base::kWhileBlocked);
    }
    using Kind = kube::Error::Kind;
    const bool is_news =
        refused.error.kind != Kind::kStopped && refused.error.kind != Kind::kConflict;
    if (is_news) after.trouble = Trouble{api::kClusterRefused, refused.error.message};
    return after;
  }

  // What the API server, or a policy in it, does not accept costs the CA no second order.
  After operator()(const SecretRefused& refused) const {
    using Kind = kube::Error::Kind;
    const kube::Error& error = refused.error;
    if (!seen.order) return (*this)(ClusterError{error});
    if (error.kind == Kind::kConflict && !refused.forced) return (*this)(Abandoned{error.message});
    if (error.kind != Kind::kInvalid && error.kind != Kind::kForbidden)
      return (*this)(ClusterError{error});
    return kept_at_the_ca(error);
  }

  After kept_at_the_ca(const kube::Error& error) const {
    const auto so_far =
        std::chrono::duration_cast<base::Millis>(now - seen.certificate->status.order->started);
    After after = waiting(
        {.issuing = true,
         .reason = api::kClusterRefused,
         .message = error.message +
                    "; the certificate is issued, and is written as soon as the cluster takes it"},
        std::clamp(so_far / 4, kFirstRewrite, kLastRewrite));
    after.trouble = Trouble{api::kClusterRefused, error.message};
    return after;
  }

  After operator()(const RenewalInfoChanged& changed) const {
    auto certificate = std::make_shared<api::Certificate>(*seen.certificate);
    certificate->status.renewal_info = changed.info;
    Observed next = seen;
    next.certificate = std::move(certificate);
    return {.status = status_now(next, now), .pause = base::kNow};
  }

  After operator()(const RevocationServed& served) const {
    api::CertificateStatus status = seen.certificate->status;
    status.revocation = api::Revocation{seen.certificate->revoke_request(), served.serial};
    if (!served.serial.empty()) status.failure.reset();
    return {.status = std::move(status)};
  }
};

}  // namespace

After after(const Observed& seen, const Outcome& outcome, base::WallTime now,
            std::mt19937& random) {
  return std::visit(Follow{seen, now, random}, outcome);
}

base::LookAgain pause_after(const kube::Error& error) {
  if (error.kind == kube::Error::Kind::kStopped) return std::nullopt;
  if (error.kind == kube::Error::Kind::kConflict) return base::kAfterConflict;
  const base::Millis asked = error.retry_after.value_or(base::Seconds(0));
  return std::max(asked, kAfterClusterError);
}

bool is_due_by_time(const Observed& seen, base::WallTime now) {
  const auto reason = reason_to_issue(seen, now);
  return reason && is_of_time(*reason);
}

bool is_about_csr(const acme::Error& error, bool profile_required) {
  return error.is("orderNotReady") || error.is("badPublicKey") || error.is("badCSR") ||
         (error.is("invalidProfile") && !profile_required);
}

}  // namespace lifecycle
