// ACME renewal information (RFC 9773): the name of a certificate at its CA, when the CA would have
// it renewed, and how often to ask. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "crypto/certificate.h"

namespace acme {

// Section 4.2. Whole seconds; end is after start.
struct RenewalInfo {
  base::WallTime start;
  base::WallTime end;
  std::string explanation_url;               // https, or ""
  std::optional<base::Seconds> retry_after;  // as the CA said it
};

// Section 4.1; "" for a certificate that does not name its issuer's key.
std::string certificate_id(const crypto::Certificate& certificate);

// How long to wait before the CA is asked again after an answer (section 4.3.2): what it said,
// between a minute and a day; six hours when it said nothing.
base::Seconds renewal_info_pause(const std::optional<base::Seconds>& retry_after);

// The same after the n-th failure in a row. `temporary` is a timeout or a 5xx (section 4.3.3): a
// minute at first, doubled each time up to six hours; six hours at once otherwise.
base::Seconds renewal_info_pause_after_failure(bool temporary, int failures);

}  // namespace acme
