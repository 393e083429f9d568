#include "limits/levels.h"

#include <algorithm>
#include <limits>

#include "limits/scope.h"

namespace limits {
namespace {

struct Limit {
  std::string_view name;
  Scope::Kind kind;
  std::optional<Bucket> Rules::*bucket;
};

constexpr int kNoLimit = std::numeric_limits<int>::max();

constexpr Limit kLimits[] = {
    {"ordersPerAccount", Scope::Kind::kAccount, &Rules::orders_per_account},
    {"certificatesPerRegisteredDomain", Scope::Kind::kDomain, &Rules::certificates_per_domain},
    {"certificatesPerExactSet", Scope::Kind::kSet, &Rules::certificates_per_set},
    {"failedValidationsPerName", Scope::Kind::kName, &Rules::failures_per_name},
};

}  // namespace

void Levels::add(std::string_view group, base::WallTime full_at) {
  const auto found = latest_.find(group);
  if (found == latest_.end()) {
    latest_.emplace(group, full_at);
  } else {
    found->second = std::max(found->second, full_at);
  }
}

std::vector<Left> Levels::left(const std::string& ca, const std::string& account,
                               const Limits& limits) const {
  std::vector<Left> all;
  const std::string own = own_book(limits.issuer);
  for (const auto& [name, kind, bucket] : kLimits) {
    const int shared = tokens(group_of(kind, ca, account), limits.shared.*bucket);
    const int apart = tokens(group_of(kind, own, account), limits.own.*bucket);
    const int least = std::min(shared, apart);
    if (least < kNoLimit) all.push_back({name, least});
  }
  return all;
}

int Levels::tokens(const std::string& group, const std::optional<Bucket>& told) const {
  if (!told) return kNoLimit;
  const Bucket& bucket = *told;
  const auto found = latest_.find(group);
  if (found == latest_.end()) return bucket.size;
  // More than one each millisecond never binds, unless the CA says so.
  const base::Millis interval = std::max(bucket.interval(), base::Millis(1));
  const auto missing = std::clamp(found->second - now_, base::Millis(0), interval * bucket.size);
  return bucket.size - static_cast<int>((missing + interval - base::Millis(1)) / interval);
}

}  // namespace limits
