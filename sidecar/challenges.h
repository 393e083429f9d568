// What the sidecar keeps of a Challenge: the answers that can be given, hosts in their one spelling
// (host_name.h), and of the metadata what the watch needs. The rest would only take up memory.
#pragma once

#include "api/challenge.h"

namespace sidecar {

// For kube::Watch. An answer whose token is none (RFC 8555 section 8.3) or whose host is none is
// left out. Throws wire::Malformed.
api::Challenge read_challenge(const wire::Object& object);

}  // namespace sidecar
