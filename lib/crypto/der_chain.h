// What a CA may send in place of a PEM chain (RFC 8555 section 7.4.2): one certificate in DER
// (application/pkix-cert, RFC 2585), or PKCS #7 without signers that holds several
// (application/pkcs7-mime; smime-type=certs-only, RFC 8551 section 3.8), in DER or PEM. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crypto {

// Whether these bytes are of DER and no text, as every certificate and every PKCS #7 begins.
bool is_der(std::string_view bytes);

// One certificate and nothing else, as PEM.
std::optional<std::string> pem_of_certificate(std::string_view der);

// The certificates that a PKCS #7 holds, as PEM and in their order there. Nothing for other bytes,
// and for one without certificates.
std::optional<std::string> pem_of_pkcs7(std::string_view bytes);

}  // namespace crypto
