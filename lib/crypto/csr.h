// A certificate signing request (PKCS#10, RFC 2986) for names and a key. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "crypto/key.h"

namespace crypto {

struct CsrNames {
  std::string common_name;                // "" for none
  std::vector<std::string> dns_names;     // A-labels
  std::vector<std::string> ip_addresses;  // canonical text
  // RFC 5280 sections 4.2.1.3 and 4.2.1.12 by OpenSSL's names ("digitalSignature", "serverAuth");
  // left out of the request when empty.
  std::vector<std::string> key_usages{};
  std::vector<std::string> extended_key_usages{};
};

// DER. Throws std::invalid_argument naming the bad IP address or usage.
std::string make_csr(const CsrNames& names, const PrivateKey& key);

}  // namespace crypto
