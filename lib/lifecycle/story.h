// The story that a Certificate's status tells: conditions and times, from what was observed. Pure.
//
// Ready says whether the Secret serves; Issuing says whether an issuance is due or under way and at
// which step; Stalled says that only a person can help (kstatus). Nothing here changes when nothing
// has happened, so that an idle cluster sees no write.
#pragma once

#include <string>
#include <string_view>

#include "api/certificate.h"
#include "base/clock.h"
#include "lifecycle/observed.h"

namespace lifecycle {

// What Issuing (and Stalled) are to say.
struct Chapter {
  bool issuing = false;
  std::string_view reason;
  std::string message;
  bool stalled = false;
};

// The status with this chapter, of what is observed.
api::CertificateStatus tell(const Observed& seen, base::WallTime now, const Chapter& chapter);

// The status when no order is under way: issued, or waiting for the next try.
api::CertificateStatus status_now(const Observed& seen, base::WallTime now);

// Whether the status is that already; found without making one.
bool tells_now(const Observed& seen, base::WallTime now);

// What a status says of the little that is left of a certificate which could not be renewed: a
// third, a tenth or a fiftieth of its lifetime; "" before that.
std::string_view urgency_of(const api::CertificateStatus& status);

}  // namespace lifecycle
