// apply(): performs one step for one Certificate: the only code that writes to the cluster or asks
// the CA. One function per step; each may be cut short anywhere and done again.
#pragma once

#include "controller/decide.h"
#include "controller/pass.h"

namespace controller {

LookAgain apply(const Pass& pass, const Step& step);

// The steps, by the file that holds them. cluster_steps.cc:
LookAgain take(const Pass& pass, const Rest& step);
LookAgain take(const Pass& pass, const Blocked& step);
LookAgain take(const Pass& pass, const CreateRoutes& step);
LookAgain take(const Pass& pass, const CreateKey& step);
LookAgain take(const Pass& pass, const CleanUp& step);
LookAgain take(const Pass& pass, const Report& step);
// claim_steps.cc:
LookAgain take(const Pass& pass, const ClaimNames& step);
// renewal_steps.cc:
LookAgain take(const Pass& pass, const AskRenewalInfo& step);
// clock_steps.cc:
LookAgain take(const Pass& pass, const CheckClock& step);
// revocation_steps.cc:
LookAgain take(const Pass& pass, const RevokeCertificate& step);
// preflight_steps.cc:
LookAgain take(const Pass& pass, const LookAtNames& step);
// With the preflight off: when to look again whether our routes are live; nothing: go on.
LookAgain wait_for_routes(const Pass& pass);
// order_steps.cc:
LookAgain take(const Pass& pass, const StartOrder& step);
LookAgain take(const Pass& pass, const FetchOrder& step);
LookAgain take(const Pass& pass, const AbandonOrder& step);
LookAgain take(const Pass& pass, const EndRehearsal& step);
LookAgain take(const Pass& pass, const LeaveNamesOut& step);
LookAgain take(const Pass& pass, const FailOrder& step);
// poll_steps.cc:
LookAgain take(const Pass& pass, const PollOrder& step);
LookAgain take(const Pass& pass, const AwaitVerdicts& step);
// certificate_steps.cc:
LookAgain take(const Pass& pass, const FinalizeOrder& step);
LookAgain take(const Pass& pass, const StoreCertificate& step);
LookAgain take(const Pass& pass, const RewriteSecret& step);
LookAgain take(const Pass& pass, const CopyCertificate& step);
// answer_steps.cc:
LookAgain take(const Pass& pass, const PresentAnswers& step);
LookAgain take(const Pass& pass, const ConfirmAnswers& step);
LookAgain take(const Pass& pass, const AnswerChallenges& step);
LookAgain take(const Pass& pass, const AwaitValidation& step);

// What the steps of an order share.
// What the CA has just shown of the order.
void note_status(Progress& progress, const acme::Order& order);
// The order is invalid: why, from its authorizations and its own error.
void note_failure(const Pass& pass, const Account& account, Progress& progress);
std::shared_ptr<Progress> progress_of(const Pass& pass);
// The order has passed a stage: one of the words of api/reasons.h for logged steps.
void pass_stage(const Pass& pass, Progress& progress, std::string_view stage);
base::Result<std::shared_ptr<Account>, std::string> account_of(const Pass& pass);
LookAgain without_account(const Pass& pass, const std::string& why);
// The CA could not be asked, or said no, in the middle of an order.
LookAgain after_ca_error(const Pass& pass, const acme::Error& error);
Refusal refusal_of(const acme::Error& error);
// What the CA says of a certificate that it has just issued; nothing where it says nothing.
std::optional<api::RenewalInfo> first_renewal_info(const Pass& pass,
                                                   const StoredCertificate& stored);

}  // namespace controller
