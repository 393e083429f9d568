// What becomes of a preflight: go on to the order, or look again later. PURE.
#pragma once

#include <string>

#include "api/issuer.h"
#include "base/clock.h"
#include "reach/preflights.h"

namespace controller {

struct PreflightDecision {
  enum class Kind {
    kGoOn,
    kLookAgain,  // quietly: a route may need a moment to be live
    kRefuse,     // say so, and look again
  };
  Kind kind = Kind::kGoOn;
  std::string_view problem;  // of the worst, or ""
  std::string text;          // what to tell, also when going on
  base::Millis pause{0};     // kLookAgain, kRefuse
};

// `since` is how long these names have been looked at.
// A name without an address, by servers that may hide it, is told for `record_patience` before the
// CA is asked: its record may be on its way, and each vain attempt makes the next one later.
PreflightDecision decide_preflight(const Preflights::Reports& found, api::PreflightPolicy policy,
                                   base::Millis since, base::Millis record_patience);

inline constexpr base::Millis kRecordPatience = std::chrono::minutes(10);
// Where the CA's no would have the name left out of a certificate that is in use.
inline constexpr base::Millis kSubsetPatience = std::chrono::hours(24);

// How long our routes are given to be live; zero when they are, or when it is not up to them.
base::Millis route_patience(const Preflights::Reports& found);

// Quick at first, and ever more patient: what was repaired is seen within a quarter of the time
// that it was broken, and within five minutes.
base::Millis preflight_pace(base::Millis since);

}  // namespace controller
