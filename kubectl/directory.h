// What the CA of an issuer says of itself in its directory, as far as commands need it. Main's
// thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/issuer.h"
#include "kubectl/session.h"

namespace kubectl {

// Throws CommandError.
api::Issuer get_issuer(Session& session, const std::string& name, bool cluster);

// The names by which CAA records know the CA; empty where it has none, or cannot be asked, which is
// told on standard error.
std::vector<std::string> caa_identities(const Session& session, const api::Issuer& issuer);

}  // namespace kubectl
