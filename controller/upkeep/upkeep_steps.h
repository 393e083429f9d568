// The steps that need no order: one function each, by the file that holds it. Each may be cut short
// anywhere and done again.
#pragma once

#include <optional>

#include "base/look_again.h"
#include "lifecycle/decide.h"
#include "lifecycle/outcome.h"
#include "pass/pass.h"

namespace controller {

// cluster_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::Rest& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::Blocked& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::CreateKey& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::CleanUp& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::Report& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::LookForSecret& step);
// route_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::CreateRoutes& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::RestoreRoutes& step);
// claim_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::ClaimNames& step);
// placeholder_step.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::StorePlaceholder& step);
// renewal_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::AskRenewalInfo& step);
// What the CA says of a certificate that it has just issued; nothing where it says nothing.
std::optional<api::RenewalInfo> first_renewal_info(const Pass& pass,
                                                   const records::StoredCertificate& stored);
// clock_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::CheckClock& step);
// revocation_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::RevokeCertificate& step);
// preflight_steps.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::LookAtNames& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::AwaitLook& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::JudgeLook& step);
// secret_write.cc
lifecycle::Outcome perform(const Pass& pass, const lifecycle::RewriteSecret& step);
lifecycle::Outcome perform(const Pass& pass, const lifecycle::CopyCertificate& step);

}  // namespace controller
