#include "names/name_claims.h"

#include <algorithm>

#include "base/ip.h"
#include "crypto/digest.h"

namespace names {
namespace {

// Longer names are cut, and are longer than this even so: no two Certificates share one.
constexpr std::size_t kLongestWhole = 200;
constexpr std::size_t kHashBytes = 16;

}  // namespace

// A namespace has no dot in it.
kube::ObjectKey name_claim_key(const std::string& system_namespace,
                               const kube::ObjectKey& certificate) {
  const std::string name = certificate.namespace_ + "." + certificate.name;
  if (name.size() <= kLongestWhole) return {system_namespace, name};
  return {system_namespace,
          name.substr(0, kLongestWhole) + "0." + crypto::short_hash(name, kHashBytes)};
}

acme::Identifier identifier_of(const std::string& name) {
  const bool ip = base::canonical_ip(name).has_value();
  return {ip ? acme::Identifier::Type::kIp : acme::Identifier::Type::kDns,
          base::canonical_name(name)};
}

api::ClaimedNames names_to_claim(const ClaimChange& change) {
  api::ClaimedNames next = change.ours;
  std::size_t unasked = change.unasked;
  for (const auto& [name, claimed] : change.recorded) {
    const bool asked = std::ranges::binary_search(change.asked, identifier_of(name));
    if (next.contains(name)) {
      next[name].issued = claimed.issued;
    } else if (asked) {
      next[name] = {claimed.since, std::nullopt, claimed.issued};  // a NamePolicy says no today
    } else if (claimed.unasked) {
      if (change.now < *claimed.unasked + kUnaskedIsKept) next[name] = claimed;
    } else if ((claimed.issued || change.was_issued(name)) && unasked < kMostUnasked) {
      next[name] = {claimed.since, std::chrono::floor<base::Seconds>(change.now), true};
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

}  // namespace names
