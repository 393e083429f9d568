#include <algorithm>

#include "crypto/certificate.h"
#include "crypto/links.h"

namespace crypto {
namespace {

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::optional<std::string> first_missing(const std::vector<std::string>& wanted,
                                         const std::vector<std::string>& has) {
  for (const std::string& name : wanted)
    if (!std::ranges::binary_search(has, name)) return name;
  return std::nullopt;
}

std::optional<std::string> check_names(const std::vector<std::string>& has,
                                       const std::vector<std::string>& wanted) {
  const auto found = sorted(has);
  const auto asked = sorted(wanted);
  if (const auto name = first_missing(asked, found)) return "the certificate lacks " + *name;
  if (const auto name = first_missing(found, asked))
    return "the certificate is also for " + *name + ", which was not asked for";
  return std::nullopt;
}

std::optional<std::string> check_validity(const Certificate& leaf, base::WallTime now) {
  if (now >= leaf.not_after) return "the certificate has expired";
  if (now + kClockDifference < leaf.not_before) return "the certificate is not valid yet";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> check_chain(const std::vector<Certificate>& chain, const PrivateKey& key,
                                       const Wanted& wanted, base::WallTime now) {
  if (chain.empty()) return "no certificate";
  const Certificate& leaf = chain.front();
  if (leaf.public_der != key.public_der()) return "the certificate is for another key";
  if (auto wrong = check_names(leaf.dns_names, wanted.dns_names)) return wrong;
  if (auto wrong = check_names(leaf.ip_addresses, wanted.ip_addresses)) return wrong;
  if (auto wrong = check_validity(leaf, now)) return wrong;
  return check_links(chain, now);
}

}  // namespace crypto
