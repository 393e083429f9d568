// What the steps of an order share: how far it has come, and what the CA's errors tell.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "acme_objects/error.h"
#include "lifecycle/outcome.h"
#include "pass/ca.h"
#include "pass/pass.h"
#include "pass/progress.h"

namespace controller {

std::shared_ptr<Progress> progress_of(const Pass& pass);
// What the CA has just shown of the order.
void note_status(const Pass& pass, Progress& progress, const acme::Order& order);
// The order is invalid: why, from its authorizations and its own error.
void note_failure(const Pass& pass, const Account& account, Progress& progress);
// The order has passed a stage: one of the words of api/reasons.h for logged steps.
void pass_stage(const Pass& pass, Progress& progress, std::string_view stage);
// The CA could not be asked, or said no, in the middle of an order.
lifecycle::Outcome ca_error(const Pass& pass, const acme::Error& error);

}  // namespace controller
