// The status of a Certificate: conditions and times, from what was observed. Pure.
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
struct IssuingCondition {
  bool issuing = false;
  std::string_view reason{};
  std::string message{};
  bool stalled = false;
};

// The status with this condition, of what is observed.
api::CertificateStatus status_with(const Observed& seen, base::WallTime now,
                                   const IssuingCondition& condition);

// The status when no order is under way: issued, or waiting for the next try.
api::CertificateStatus status_now(const Observed& seen, base::WallTime now);

// Whether the status is that already. Finds out without making one.
bool is_status_now(const Observed& seen, base::WallTime now);

// What status.remaining says, for people: "less than a third of its lifetime is left"; "" where the
// field is empty.
std::string_view remaining_text(const api::CertificateStatus& status);

// Whether the status gives that reason already, and the same urgency (status.remaining): its words
// may be others.
bool is_said(const Observed& seen, base::WallTime now, const IssuingCondition& condition);

}  // namespace lifecycle
