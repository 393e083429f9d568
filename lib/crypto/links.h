// The links of a chain, from certificate to certificate, as OpenSSL's verification sees them. For
// this room alone. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "crypto/certificate.h"
#include "crypto/handle.h"

namespace crypto {

// Each thread keeps the last few, because a CA's certificates come again with each chain, and
// OpenSSL 3.0 takes ten times as long for a public key as for all the rest.
X509Ptr x509_of(const Certificate& certificate);

// A CA that is a little ahead of us must not make a good certificate look bad.
constexpr base::Seconds kClockDifference{std::chrono::hours(1)};

// What is wrong with the links of at least one certificate, or nothing. At check_chain stands what
// is looked at.
std::optional<std::string> check_links(const std::vector<Certificate>& chain, base::WallTime now);

}  // namespace crypto
