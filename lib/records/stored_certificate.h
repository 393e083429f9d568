// StoredCertificate: what a Secret of ours holds, without the secret itself. Plain values.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "acme_objects/types.h"
#include "base/clock.h"
#include "crypto/key_spec.h"

namespace records {

struct StoredCertificate {
  std::vector<std::string> dns_names;  // sorted
  std::vector<std::string> ip_addresses;
  base::WallTime not_before;
  base::WallTime not_after;
  crypto::KeySpec key_spec;
  bool key_matches = false;    // key and certificate are a pair
  std::string issuer;          // "Issuer/le", as annotated when it was written
  std::string account;         // URL of the account that it was issued to, likewise
  std::string certificate_id;  // RFC 9773 section 4.1, "" when it has none
  std::string serial;          // lower-case hex
  bool operator==(const StoredCertificate&) const = default;
};

// Whether it is for these names, which are sorted, and no others.
inline bool is_for(const StoredCertificate& stored, const std::vector<acme::Identifier>& names) {
  std::size_t dns = 0;
  std::size_t ips = 0;
  for (const acme::Identifier& name : names) {
    const bool is_dns = name.type == acme::Identifier::Type::kDns;
    const std::vector<std::string>& have = is_dns ? stored.dns_names : stored.ip_addresses;
    std::size_t& next = is_dns ? dns : ips;
    if (next == have.size() || have[next++] != name.value) return false;
  }
  return dns == stored.dns_names.size() && ips == stored.ip_addresses.size();
}

inline bool has_name(const StoredCertificate& stored, const acme::Identifier& name) {
  const bool is_dns = name.type == acme::Identifier::Type::kDns;
  const std::vector<std::string>& have = is_dns ? stored.dns_names : stored.ip_addresses;
  return std::find(have.begin(), have.end(), name.value) != have.end();
}

}  // namespace records
