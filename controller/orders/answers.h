// Which answers the sidecars must give for an order (RFC 8555 section 8.3). Pure; any thread.
#pragma once

#include <vector>

#include "api/challenge.h"
#include "base/clock.h"
#include "crypto/key.h"
#include "pass/progress.h"

namespace controller {

// The answers that must be given for what is still to be validated.
std::vector<api::Answer> answers_for(const Progress& progress,
                                     const crypto::PrivateKey& account_key, base::WallTime now);

}  // namespace controller
