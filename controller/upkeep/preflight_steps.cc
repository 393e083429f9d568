// The step before an order: a look at every name as the CA's validator would see it, with a
// throw-away token that the sidecars answer. Nothing is asked of the CA, nothing written. And the
// shorter look within an order, where there was none before it.

#include <algorithm>
#include <random>

#include "api/preflight.h"
#include "api/reasons.h"
#include "base/log.h"
#include "base/random.h"
#include "base/random_word.h"
#include "pass/ca.h"
#include "reach/preflight_decision.h"
#include "routes/routes.h"
#include "upkeep/upkeep_steps.h"

namespace controller {
namespace {

using Standing = Preflights::Standing;

constexpr base::Millis kSidecarPatience{3000};

// So that what failed together is not looked at together.
base::Millis with_jitter(base::Millis pause) {
  return pause + base::Millis(std::uniform_int_distribution<long long>(
                     0, pause.count() / 5)(base::random_source()));
}

std::vector<preflight::Question> questions_for(const lifecycle::Observed& seen,
                                               const std::set<std::string>& answers) {
  std::vector<preflight::Question> questions;
  for (const acme::Identifier& name : seen.wanted) {
    questions.push_back(
        {name.value, api::preflight_token(name.value, base::random_word()), answers});
  }
  return questions;
}

// What the CA says of itself in its directory; without it, CAA records are not looked at.
preflight::CaaSubject caa_subject(const Pass& pass) {
  const auto account = account_of(pass);
  if (!account) return {};
  const auto directory = (*account)->ca->directory(pass.stop);
  if (!directory) return {};
  return {directory->caa_identities, (*account)->url};
}

lifecycle::Outcome wait_for_sidecars(const Pass& pass, const PreflightAnswers& answers,
                                     base::Millis since) {
  const base::Millis pause = with_jitter(preflight_pace(since));
  pass.world.preflights.look_again_after(pass.meta().key(), pause);
  if (since < kSidecarPatience) return pause;
  const std::string why =
      answers.asked == 0
          ? no_ready_replica(pass.world.target.service)
          : "no replica of the sidecar says how it answers a preflight: " + answers.problem;
  return lifecycle::Waits{{.issuing = true, .reason = api::kSidecarNotReady, .message = why},
                          pause};
}

lifecycle::Outcome begin(const Pass& pass, base::Millis since) {
  const PreflightAnswers answers = pass.world.replicas.preflight_answers(pass.stop);
  if (answers.texts.empty()) return wait_for_sidecars(pass, answers, since);
  pass.world.preflights.look(pass.meta().key(), questions_for(pass.seen, answers.texts),
                             caa_subject(pass));
  return base::kWhileBlocked;
}

void count(const Pass& pass, const Preflights::Reports& found) {
  for (const auto& [host, report] : found) {
    pass.world.metrics.preflight(preflight::word(report.verdict), report.problem);
  }
}

base::LookAgain go_on(const Pass& pass, const PreflightDecision& decision) {
  pass.world.preflights.pass(pass.meta().key(), decision.text);
  if (decision.text.empty()) return base::kNow;
  base::log_warning("PreflightDoubtful", {{"certificate", pass.certificate()},
                                          {"problem", std::string(decision.problem)},
                                          {"message", decision.text}});
  return base::kNow;
}

lifecycle::Outcome conclude_look(const Pass& pass, const Standing& standing) {
  count(pass, standing.found);
  PreflightDecision decision =
      decide_preflight(standing.found, pass.seen.preflight_policy, standing.since);
  if (decision.kind == PreflightDecision::Kind::kGoOn) return go_on(pass, decision);
  decision.pause = with_jitter(decision.pause);
  pass.world.preflights.look_again_after(pass.meta().key(), decision.pause);
  if (decision.kind != PreflightDecision::Kind::kRefuse) return decision.pause;
  return lifecycle::PreflightRefused{decision.problem, decision.text, decision.pause};
}

// A user's own route stands for longer than this order.
bool has_routes(const Pass& pass) {
  const auto& issuer = pass.issuer();
  return issuer &&
         !routes_for(*pass.seen.certificate, *issuer, pass.seen.wanted, pass.world.target).empty();
}

// How much longer our routes are waited for.
base::Millis time_left(const Standing& standing) {
  base::Millis patience = route_patience(standing.found);
  if (standing.kind != Standing::Kind::kFound) patience = std::max(patience, kNoAnswer);
  return patience - standing.since;
}

}  // namespace

lifecycle::Outcome perform(const Pass& pass, const lifecycle::LookAtNames&) {
  const Standing standing =
      pass.world.preflights.standing(pass.meta().key(), pass.seen.preflight_subject);
  switch (standing.kind) {
    case Standing::Kind::kDue:
      return begin(pass, standing.since);
    case Standing::Kind::kRunning:
      return base::kWhileBlocked;  // it wakes us
    case Standing::Kind::kFound:
      return conclude_look(pass, standing);
    case Standing::Kind::kWaits:
      return standing.pause;
    case Standing::Kind::kPassed:
      return base::kNow;
  }
  return base::kNow;
}

// With a throw-away token here too: a 404 for the answer itself might be kept on the way.
base::LookAgain wait_for_routes(const Pass& pass) {
  if (pass.seen.preflight_policy != api::PreflightPolicy::kOff || !has_routes(pass)) return {};
  Preflights& looks = pass.world.preflights;
  const kube::ObjectKey key = pass.meta().key();
  const Standing standing = looks.standing(key, pass.seen.preflight_subject);
  if (standing.kind == Standing::Kind::kPassed) return {};
  const base::Millis left = time_left(standing);
  if (left <= base::Millis(0)) {
    looks.pass(key, "");
    return {};
  }
  if (standing.kind == Standing::Kind::kFound) {
    looks.look_again_after(key, preflight_pace(standing.since));
    return base::kNow;
  }
  if (standing.kind == Standing::Kind::kWaits) return standing.pause;
  if (standing.kind == Standing::Kind::kDue) {
    looks.look(
        key, questions_for(pass.seen, pass.world.replicas.preflight_answers(pass.stop).texts), {});
  }
  return left;  // or as soon as something is found
}

}  // namespace controller
