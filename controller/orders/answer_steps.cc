// The steps between the CA's tokens and its validator: present, confirm, answer, await.

#include <algorithm>

#include "api/reasons.h"
#include "base/http01.h"
#include "base/log.h"
#include "orders/answers.h"
#include "orders/authorizations.h"
#include "orders/order_state.h"
#include "orders/order_steps.h"
#include "pass/ca.h"
#include "records/labels.h"
#include "upkeep/upkeep_steps.h"
#include "wire/time.h"

namespace controller {
namespace {

constexpr base::Seconds kSilencePatience{10};  // with replicas that cannot be asked
constexpr base::Seconds kDenialPatience{60};   // with replicas that say that they have no answers
constexpr base::Seconds kQuiet{3};             // before it is told

kube::ObjectKey challenge_key(const Pass& pass) {
  return {pass.world.target.system_namespace, records::challenge_name_of(pass.meta())};
}

std::string types_of(const acme::Authorization& authorization) {
  std::string types;
  for (const acme::Challenge& challenge : authorization.challenges) {
    types += (types.empty() ? "" : ", ") + challenge.type;
  }
  return types.empty() ? "nothing" : types;
}

// What the CA offers that cannot be answered, or "".
std::string unanswerable(const Progress& progress) {
  for (const acme::Authorization& authorization : progress.to_validate) {
    const acme::Challenge* http01 = authorization.http01();
    const std::string& name = authorization.identifier.value;
    if (http01 == nullptr) {
      return name + ": the CA does not offer http-01 for it, only " + types_of(authorization);
    }
    if (!base::is_token(http01->token)) return name + ": the CA's token is not one of RFC 8555";
  }
  return "";
}

base::Millis waited(const Pass& pass, Progress& progress) {
  const base::MonoTime now = pass.world.clock.mono_now();
  if (progress.presented_at == base::MonoTime{}) progress.presented_at = now;
  return std::chrono::duration_cast<base::Millis>(now - progress.presented_at);
}

// Quick at first, since a watch needs milliseconds, and patient later.
base::Millis pace(base::Millis waited) {
  return std::clamp<base::Millis>(waited / 8, base::Millis(10), base::Millis(1000));
}

ReplicaReport ask_replicas(const Pass& pass) {
  const auto challenge = pass.world.stores.challenges.get(challenge_key(pass));
  if (!challenge) return {};
  return pass.world.replicas.ask(challenge->meta.name, challenge->meta.resource_version, pass.stop);
}

// A replica that cannot be asked is probably not there for the CA either. One that has no answers
// fails the validation, if the CA asks it.
bool may_go_on(const ReplicaReport& report, base::Millis waited) {
  const bool all = report.asked > 0 && report.confirmed == report.asked;
  const auto patience = report.denial.empty() ? kSilencePatience : kDenialPatience;
  return all || (report.confirmed > 0 && waited >= patience);
}

std::string unconfirmed(const Pass& pass, const ReplicaReport& report) {
  if (report.asked == 0) return no_ready_replica(pass.world.target.service);
  return "waiting for a replica of the sidecar to have the answers: " +
         (report.denial.empty() ? report.problem : report.denial);
}

std::string all_hosts(const Progress& progress) {
  std::string hosts;
  for (const acme::Authorization& authorization : progress.to_validate) {
    hosts += (hosts.empty() ? "" : ",") + authorization.identifier.value;
  }
  return hosts;
}

}  // namespace

lifecycle::Outcome perform(const Pass& pass, const lifecycle::PresentAnswers&) {
  const auto progress = progress_of(pass);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  if (const std::string why = unanswerable(*progress); !why.empty()) {
    return lifecycle::FailedAttempt{.reason = api::kChallengeFailed, .message = why};
  }
  const auto answers = answers_for(*progress, pass.seen.wanted, (*account)->key, pass.now());
  const std::string full =
      pass.world.answer_budget.refusal(challenge_key(pass), pass.meta().namespace_, answers.size());
  if (!full.empty()) {
    return lifecycle::Waits{{.issuing = true, .reason = api::kTooManyAnswers, .message = full},
                            base::kWhileBlocked};
  }
  kube::Meta meta;
  meta.name = records::challenge_name_of(pass.meta());
  meta.namespace_ = pass.world.target.system_namespace;
  meta.labels = records::labels_for(records::kRoleAnswers, pass.meta().uid);
  meta.annotations[std::string(records::kCertificateAnnotation)] = pass.certificate();
  const auto body = api::write_challenge(meta, answers);
  const auto answer =
      pass.world.cluster.apply(api::kChallenges, meta.key(), body, kube::forced(), pass.stop);
  if (!answer) return lifecycle::ClusterError{answer.error()};
  pass.world.stores.challenges.put(api::read_challenge(*answer));
  progress->presented_at = pass.world.clock.mono_now();
  progress->confirmed = false;
  pass_stage(pass, *progress, api::kChallengesPresented);
  base::log_info(api::kChallengesPresented,
                 {{"certificate", pass.certificate()}, {"hosts", all_hosts(*progress)}});
  return base::kNow;
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::ConfirmAnswers&) {
  const auto progress = progress_of(pass);
  const ReplicaReport report = ask_replicas(pass);
  const base::Millis so_far = waited(pass, *progress);
  if (may_go_on(report, so_far)) {
    progress->confirmed = true;
    return base::kNow;
  }
  if (so_far < kQuiet) return pace(so_far);
  return lifecycle::Waits{
      {.issuing = true, .reason = api::kSidecarNotReady, .message = unconfirmed(pass, report)},
      pace(so_far)};
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::AnswerChallenges&) {
  const auto progress = progress_of(pass);
  const auto account = account_of(pass);
  if (!account) return without_account(pass, account.error());
  progress->hits_before = ask_replicas(pass).hits;
  const auto answered = answer_challenges(pass, **account, progress->to_validate);
  // The CA may have made up its mind already: its authorizations tell.
  if (!answered && answered.error().is("malformed") && progress->refused_answers++ == 0) {
    progress->fetched = false;
    return base::kNow;
  }
  if (!answered) return ca_error(pass, answered.error());
  progress->answered = true;
  progress->answered_at = pass.world.clock.mono_now();
  pass_stage(pass, *progress, api::kChallengesAnswered);
  base::log_info(api::kChallengesAnswered, {{"certificate", pass.certificate()}});
  return base::kNow;
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::AwaitValidation&) {
  const auto progress = progress_of(pass);
  auto hits = ask_replicas(pass).hits;
  progress->validator_seen = std::all_of(
      progress->to_validate.begin(), progress->to_validate.end(), [&](const auto& authorization) {
        const acme::Challenge* http01 = authorization.http01();
        return http01 != nullptr && hits[http01->token] > progress->hits_before[http01->token];
      });
  if (progress->validator_seen) return base::kNow;
  return pace(std::chrono::duration_cast<base::Millis>(pass.world.clock.mono_now() -
                                                       progress->answered_at));
}

}  // namespace controller
