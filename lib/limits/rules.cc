#include "limits/rules.h"

namespace limits {
namespace {

constexpr base::Seconds kHour{3600};
constexpr base::Seconds kWeek = 7 * 24 * kHour;

}  // namespace

Rules published_rules(const std::string& directory) {
  if (directory == "https://acme-v02.api.letsencrypt.org/directory") {
    return {Bucket{300, 3 * kHour}, Bucket{50, kWeek}, Bucket{5, kWeek}, Bucket{5, kHour}};
  }
  if (directory == "https://acme-staging-v02.api.letsencrypt.org/directory") {
    return {Bucket{1500, 3 * kHour}, std::nullopt, Bucket{30'000, kWeek}, Bucket{200, kHour}};
  }
  return {};
}

Rules overlaid(Rules known, const Rules& told) {
  if (told.orders_per_account) known.orders_per_account = told.orders_per_account;
  if (told.certificates_per_domain) known.certificates_per_domain = told.certificates_per_domain;
  if (told.certificates_per_set) known.certificates_per_set = told.certificates_per_set;
  if (told.failures_per_name) known.failures_per_name = told.failures_per_name;
  return known;
}

}  // namespace limits
