// Certificate: what an X.509 certificate says (RFC 5280), and whether a chain is the one that was
// asked for. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/key.h"

namespace crypto {

struct Certificate {
  std::vector<std::string> dns_names;     // SAN, sorted, once each, lower case
  std::vector<std::string> ip_addresses;  // SAN, sorted, once each, canonical text
  std::string common_name;                // subject CN, "" when none
  std::string issuer;                     // one line, RFC 2253
  std::string issuer_common_name;         // "" when none
  std::string serial;                     // lower-case hex
  std::string serial_octets;              // as in the DER: a leading zero where the top bit is set
  std::string authority_key;              // authority key identifier, raw; "" when none
  base::WallTime not_before;
  base::WallTime not_after;
  std::string public_der;  // SubjectPublicKeyInfo, as PrivateKey::public_der()
  std::string der;
};

// A chain as a CA or a Secret holds it: leaf first, nothing but CERTIFICATE blocks (RFC 8555
// section 11.4: anything else behind a "-----BEGIN" is refused), at most 10 of them.
// The error says which block is wrong and why.
base::Result<std::vector<Certificate>, std::string> parse_chain(std::string_view pem);

struct Wanted {
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;
};

// What is wrong with the chain, or nothing. The leaf must have the key, exactly the names wanted,
// and be valid at `now`; up to an hour before its beginning counts as a difference of clocks, here
// and above. Each other certificate must have signed the one before it, be valid, and be that of a
// CA which may sign certificates and allows the number of CAs and the names below it: OpenSSL's
// verification, with the last one trusted.
// The last one of three or more may have expired: clients that have a root of its name and key, or
// of those of the one before it, do not look at it. So Let's Encrypt's root, as an older CA had
// signed it, could be sent after its end. What signed the leaf is in few clients' stores, so it
// must be valid.
// Left to the clients, which differ there: purposes, critical extensions that OpenSSL does not
// know, sizes of keys, and digests.
std::optional<std::string> check_chain(const std::vector<Certificate>& chain, const PrivateKey& key,
                                       const Wanted& wanted, base::WallTime now);

}  // namespace crypto
