#include "names/identifiers.h"

#include <algorithm>

#include "base/ip.h"

namespace names {

std::vector<acme::Identifier> identifiers_of(const api::Certificate& certificate) {
  std::vector<acme::Identifier> names;
  for (const std::string& name : certificate.all_dns_names()) {
    names.push_back({acme::Identifier::Type::kDns, name});
  }
  for (const std::string& ip : certificate.spec.ip_addresses) {
    names.push_back({acme::Identifier::Type::kIp, base::canonical_name(ip)});
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace names
