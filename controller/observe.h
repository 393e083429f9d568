// observe(): everything decide() may know of one Certificate, from the stores, the progress book,
// and, before an issuance only, one live look for a Secret that is not ours.
#pragma once

#include <optional>
#include <stdexcept>
#include <stop_token>

#include "controller/observed.h"
#include "controller/world.h"

namespace controller {

// The API server could not say; the run loop looks again.
class CannotObserve : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Nothing when the Certificate is gone or going.
std::optional<Observed> observe(const World& world, const kube::ObjectKey& key,
                                std::stop_token stop);

// The names of a Certificate as the CA is asked for them, sorted.
std::vector<acme::Identifier> identifiers_of(const api::Certificate& certificate);

// The answers that must be given for what is still to be validated.
std::vector<api::Answer> answers_for(const Progress& progress,
                                     const crypto::PrivateKey& account_key, base::WallTime now);

}  // namespace controller
