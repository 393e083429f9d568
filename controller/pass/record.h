// How a pass records what came of it: the status, Events, and writes that were refused.
#pragma once

#include <string>
#include <string_view>

#include "base/look_again.h"
#include "kube/error.h"
#include "lifecycle/story.h"
#include "pass/pass.h"

namespace controller {

// Writes the status if it differs from the one observed; the answer goes into the store.
base::LookAgain record(const Pass& pass, const api::CertificateStatus& status);

// Records this chapter, and looks again after `pause` for what no change in the cluster tells.
base::LookAgain wait_with(const Pass& pass, const lifecycle::Chapter& chapter, base::Millis pause);

void tell_event(const Pass& pass, std::string_view reason, std::string_view action,
                const std::string& note, bool warning);

// A write of a step was refused or went astray: logged, told when only a person can help, and
// looked at again.
base::LookAgain after_cluster_error(const Pass& pass, const kube::Error& error);

}  // namespace controller
