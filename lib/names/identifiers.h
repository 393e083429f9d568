// The names that a Certificate asks for, as ACME identifiers (RFC 8555 section 9.7.7, RFC 8738).
// Pure; any thread.
#pragma once

#include <vector>

#include "acme_objects/types.h"
#include "api/certificate.h"

namespace names {

// As the CA is asked for them: in the form in which names are compared (base/ip.h), sorted, each
// once.
std::vector<acme::Identifier> identifiers_of(const api::Certificate& certificate);

}  // namespace names
