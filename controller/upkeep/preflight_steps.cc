// The steps before an order: a look at every name as the CA's validator would see it, with a
// throw-away token that the sidecars answer. Nothing is asked of the CA, nothing written. And the
// shorter look within an order, where there was none before it: with a throw-away token too,
// because a 404 for the answer itself might be kept on the way.

#include <algorithm>
#include <map>
#include <memory>
#include <random>

#include "api/preflight.h"
#include "api/reasons.h"
#include "base/log.h"
#include "base/random.h"
#include "base/random_word.h"
#include "pass/ca.h"
#include "reach/preflight_decision.h"
#include "upkeep/route_places.h"
#include "upkeep/upkeep_steps.h"

namespace controller {
namespace {

constexpr base::Millis kSidecarPatience{3000};

// So that what failed together is not looked at together.
base::Millis with_jitter(base::Millis pause) {
  return pause + base::Millis(std::uniform_int_distribution<long long>(
                     0, pause.count() / 5)(base::random_source()));
}

std::vector<preflight::Question> questions_for(const Pass& pass,
                                               const std::set<std::string>& answers) {
  std::map<std::string, std::string> tokens;
  for (const acme::Identifier& name : pass.seen.wanted) {
    tokens[name.value] = api::preflight_token(name.value, base::random_word());
  }
  const auto all = std::make_shared<const std::map<std::string, std::string>>(std::move(tokens));
  const RoutePlaces places = pass.issuer() ? route_places(pass) : RoutePlaces();
  std::vector<preflight::Question> questions;
  for (const auto& [host, token] : *all) {
    questions.push_back({host, token, answers, all});
    const auto found = places.find(host);
    if (found != places.end()) questions.back().routes = found->second;
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
  const std::string why = answers.asked == 0
                              ? no_ready_replica(pass.world.target.service)
                              : "no replica of the sidecar says how it answers a preflight (" +
                                    answers.problem + "): look at its pods and logs";
  return lifecycle::Waits{{.issuing = true, .reason = api::kSidecarNotReady, .message = why},
                          pause};
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

bool is_off(const Pass& pass) { return pass.seen.preflight_policy == api::PreflightPolicy::kOff; }

base::Millis record_patience(const Pass& pass) {
  const bool would_lose = pass.seen.certificate->spec.allow_subset && pass.seen.stored;
  return would_lose ? kSubsetPatience : kRecordPatience;
}

// The preflight is off: whatever is wrong is the CA's to say, once our routes had time to be live.
lifecycle::Outcome judge_routes(const Pass& pass, const Preflights::Reports& found) {
  Preflights& looks = pass.world.preflights;
  const base::Millis since = pass.seen.look.since;
  if (since < route_patience(found)) {
    looks.look_again_after(pass.meta().key(), preflight_pace(since));
  } else {
    looks.pass(pass.meta().key(), "");
  }
  return base::kNow;
}

}  // namespace

lifecycle::Outcome perform(const Pass& pass, const lifecycle::LookAtNames&) {
  const PreflightAnswers answers = pass.world.replicas.preflight_answers(pass.stop);
  const base::Millis since = pass.world.preflights.begin(pass.meta().key(), pass.seen.look_subject);
  if (answers.texts.empty() && !is_off(pass)) return wait_for_sidecars(pass, answers, since);
  pass.world.preflights.look(pass.meta().key(), questions_for(pass, answers.texts),
                             is_off(pass) ? preflight::CaaSubject{} : caa_subject(pass));
  return base::kNow;
}

lifecycle::Outcome perform(const Pass&, const lifecycle::AwaitLook& step) {
  if (step.pause) return *step.pause;
  return base::kWhileBlocked;
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::JudgeLook&) {
  const Preflights::Reports found = pass.world.preflights.found(pass.meta().key());
  if (is_off(pass)) return judge_routes(pass, found);
  count(pass, found);
  PreflightDecision decision = decide_preflight(found, pass.seen.preflight_policy,
                                                pass.seen.look.since, record_patience(pass));
  if (decision.kind == PreflightDecision::Kind::kGoOn) return go_on(pass, decision);
  decision.pause = with_jitter(decision.pause);
  pass.world.preflights.look_again_after(pass.meta().key(), decision.pause);
  if (decision.kind != PreflightDecision::Kind::kRefuse) return decision.pause;
  return lifecycle::PreflightRefused{decision.problem, decision.text, decision.pause};
}

}  // namespace controller
