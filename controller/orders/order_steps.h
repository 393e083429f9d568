// The steps of an order (RFC 8555 section 7.4): one function each, by the file that holds it. Each
// may be cut short anywhere and done again.
#pragma once

#include "base/look_again.h"
#include "lifecycle/decide.h"
#include "pass/pass.h"

namespace controller {

// order_steps.cc
base::LookAgain perform(const Pass& pass, const lifecycle::StartOrder& step);
base::LookAgain perform(const Pass& pass, const lifecycle::FetchOrder& step);
base::LookAgain perform(const Pass& pass, const lifecycle::AbandonOrder& step);
base::LookAgain perform(const Pass& pass, const lifecycle::EndRehearsal& step);
base::LookAgain perform(const Pass& pass, const lifecycle::LeaveNamesOut& step);
base::LookAgain perform(const Pass& pass, const lifecycle::FailOrder& step);
// answer_steps.cc
base::LookAgain perform(const Pass& pass, const lifecycle::PresentAnswers& step);
base::LookAgain perform(const Pass& pass, const lifecycle::ConfirmAnswers& step);
base::LookAgain perform(const Pass& pass, const lifecycle::AnswerChallenges& step);
base::LookAgain perform(const Pass& pass, const lifecycle::AwaitValidation& step);
// poll_steps.cc
base::LookAgain perform(const Pass& pass, const lifecycle::PollOrder& step);
base::LookAgain perform(const Pass& pass, const lifecycle::AwaitVerdicts& step);
// certificate_steps.cc
base::LookAgain perform(const Pass& pass, const lifecycle::FinalizeOrder& step);
base::LookAgain perform(const Pass& pass, const lifecycle::StoreCertificate& step);

}  // namespace controller
