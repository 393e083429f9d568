#include "acme_objects/renewal_info.h"

#include <algorithm>

#include "base/base64.h"

namespace acme {
namespace {

constexpr base::Seconds kShortest{std::chrono::minutes(1)};
constexpr base::Seconds kLongest{std::chrono::hours(24)};
constexpr base::Seconds kUsual{std::chrono::hours(6)};
constexpr int kMostDoublings = 9;  // of a minute: more than six hours

}  // namespace

std::string certificate_id(const crypto::Certificate& certificate) {
  if (certificate.authority_key.empty() || certificate.serial_octets.empty()) return "";
  return base::base64url(certificate.authority_key) + "." +
         base::base64url(certificate.serial_octets);
}

base::Seconds renewal_info_pause(const std::optional<base::Seconds>& retry_after) {
  return retry_after ? std::clamp(*retry_after, kShortest, kLongest) : kUsual;
}

base::Seconds renewal_info_pause_after_failure(bool temporary, int failures) {
  if (!temporary) return kUsual;
  return std::min(kUsual, kShortest * (1 << std::clamp(failures - 1, 0, kMostDoublings)));
}

}  // namespace acme
