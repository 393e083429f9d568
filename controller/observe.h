// observe(): everything decide() may know of one Certificate, from the stores, the progress book,
// and, before an issuance only, one live look for a Secret that is not ours.
#pragma once

#include <optional>
#include <stdexcept>
#include <stop_token>

#include "lifecycle/observed.h"
#include "pass/world.h"

namespace controller {

// The API server could not say; the run loop looks again.
class CannotObserve : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Nothing when the Certificate is gone or going.
std::optional<lifecycle::Observed> observe(const World& world, const kube::ObjectKey& key,
                                           std::stop_token stop);

}  // namespace controller
