#include "limits/levels.h"

#include <algorithm>

#include "limits/scope.h"

namespace limits {
namespace {

struct Limit {
  std::string_view name;
  Scope::Kind kind;
  std::optional<Bucket> Rules::*bucket;
};

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
                               const Rules& rules) const {
  std::vector<Left> all;
  for (const Limit& limit : kLimits) {
    const std::optional<Bucket>& bucket = rules.*limit.bucket;
    if (bucket) all.push_back({limit.name, tokens(group_of(limit.kind, ca, account), *bucket)});
  }
  return all;
}

int Levels::tokens(const std::string& group, const Bucket& bucket) const {
  const auto found = latest_.find(group);
  if (found == latest_.end()) return bucket.size;
  // More than one each millisecond never binds, unless the CA says so.
  const base::Millis interval = std::max(bucket.interval(), base::Millis(1));
  const auto missing = std::clamp(found->second - now_, base::Millis(0), interval * bucket.size);
  return bucket.size - static_cast<int>((missing + interval - base::Millis(1)) / interval);
}

}  // namespace limits
