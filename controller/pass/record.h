// How a pass records what came of it: the status and Events.
#pragma once

#include <string>
#include <string_view>

#include "base/look_again.h"
#include "pass/pass.h"

namespace controller {

// Writes the status if it differs from the one observed; the answer goes into the store.
base::LookAgain record(const Pass& pass, const api::CertificateStatus& status);

void announce(const Pass& pass, std::string_view reason, std::string_view action,
              const std::string& note, bool warning);

}  // namespace controller
