// Which answers the sidecars must give for an order (RFC 8555 section 8.3). Pure; any thread.
#pragma once

#include <vector>

#include "api/challenge.h"
#include "base/clock.h"
#include "crypto/key.h"
#include "pass/progress.h"

namespace controller {

// The answers that must be given for what is still to be validated. A name of `wanted` that is
// proved gets one as well, because a redirect may lead there: the sidecars then know that it is of
// the same order.
std::vector<api::Answer> answers_for(const Progress& progress,
                                     const std::vector<acme::Identifier>& wanted,
                                     const crypto::PrivateKey& account_key, base::WallTime now);

}  // namespace controller
