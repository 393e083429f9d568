#include "controller/name_claims.h"

#include <algorithm>

#include "crypto/certificate.h"
#include "crypto/digest.h"

namespace controller {
namespace {

constexpr std::size_t kLongestName = 253;  // of an object
constexpr std::size_t kHashBytes = 16;

std::string shortened(const std::string& name) {
  // Cut within the Certificate's name: a namespace has at most 63 characters.
  std::string start = name.substr(0, 180);
  while (start.back() == '.' || start.back() == '-') start.pop_back();
  return start + "." + crypto::short_hash(name, kHashBytes);
}

}  // namespace

// A namespace has no dot in it, so two Certificates have two names.
kube::ObjectKey name_claim_key(const std::string& system_namespace,
                               const kube::ObjectKey& certificate) {
  const std::string name = certificate.namespace_ + "." + certificate.name;
  return {system_namespace, name.size() <= kLongestName ? name : shortened(name)};
}

acme::Identifier identifier_of(const std::string& name) {
  const bool ip = crypto::canonical_ip(name).has_value();
  return {ip ? acme::Identifier::Type::kIp : acme::Identifier::Type::kDns, name};
}

api::ClaimedNames names_to_claim(const ClaimChange& change) {
  api::ClaimedNames next = change.ours;
  std::size_t unasked = change.unasked;
  for (const auto& [name, claimed] : change.recorded) {
    if (next.contains(name)) continue;
    if (std::ranges::binary_search(change.asked, identifier_of(name))) {
      next[name] = {claimed.since};  // a NamePolicy says no today
    } else if (claimed.unasked) {
      if (change.now < *claimed.unasked + kUnaskedIsKept) next[name] = claimed;
    } else if (change.was_issued(name) && unasked < kMostUnasked) {
      next[name] = {claimed.since, std::chrono::floor<base::Seconds>(change.now)};
      ++unasked;
    }
  }
  return next;
}

std::optional<base::WallTime> next_end(const api::ClaimedNames& names) {
  std::optional<base::WallTime> first;
  for (const auto& [name, claimed] : names) {
    if (!claimed.unasked) continue;
    const base::WallTime end = *claimed.unasked + kUnaskedIsKept;
    if (!first || end < *first) first = end;
  }
  return first;
}

}  // namespace controller
