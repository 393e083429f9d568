// The steps of an order (RFC 8555 section 7.4): one function each, by the file that holds it. Each
// may be cut short anywhere and done again.
#pragma once

#include "base/look_again.h"
#include "lifecycle/decide.h"
#include "lifecycle/outcome.h"
#include "pass/pass.h"

namespace controller {

// order_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::AdoptOrder& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::StartOrder& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::FetchOrder& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::AbandonOrder& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::EndRehearsal& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::LeaveNamesOut& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::FailOrder& step);
// answer_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::PresentAnswers& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::ConfirmAnswers& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::AnswerChallenges& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::AwaitValidation& step);
// poll_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::PollOrder& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::AwaitVerdicts& step);
// certificate_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::FinalizeOrder& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::StoreCertificate& step);

}  // namespace controller
