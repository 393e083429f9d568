// The strict PEM of RFC 8555 section 9.1 (stricttextualmsg of RFC 7468): CERTIFICATE blocks, one
// after the other, and no explanatory text. For this room alone. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crypto {

inline constexpr std::string_view kAnyBegin = "-----BEGIN ";
inline constexpr std::string_view kCertificateBegin = "-----BEGIN CERTIFICATE-----";
inline constexpr std::string_view kCertificateEnd = "-----END CERTIFICATE-----";

// The DER of each block. At least one, at most `max`; empty lines between blocks and either line
// ending are let pass. The error names the block, and never repeats more than a label.
base::Result<std::vector<std::string>, std::string> certificate_blocks(std::string_view pem,
                                                                       std::size_t max);

// The block of a certificate, with its line ends.
std::string certificate_block(std::string_view der);

}  // namespace crypto
