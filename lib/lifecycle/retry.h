// Retry: when an attempt that failed is made again. PURE; any thread.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "acme_objects/error.h"
#include "api/certificate.h"
#include "base/clock.h"
#include "lifecycle/observed.h"

namespace lifecycle {

// Why an attempt came to nothing.
struct FailedAttempt {
  std::string_view reason{};
  std::string message{};
  std::optional<base::Seconds> retry_after{};
  bool stalled = false;  // only a person can help
  // Where that person is to go, with a token in it: for the status, and no log and no event.
  std::string link{};
};

// The word for it. `otherwise`: where neither the CA's pace nor its trouble is the reason.
std::string_view reason_of(const acme::Error& error, std::string_view otherwise);
std::string_view reason_of(const acme::Error& error);  // of an order
// Of an answer of the CA that is no success.
FailedAttempt attempt_refused(const acme::Error& error);

// How long at least from an order to the next one, after that: not at all while its names have not
// failed often.
base::Millis pause_between_orders(const api::Failure& failure);

// What the status is to say of it, with the time of the next try. The time is drawn from a span, so
// that what failed together is not tried together; what the CA asked for counts, within its bounds
// (waits.h).
api::Failure failure_of(const Observed& seen, const FailedAttempt& refusal, base::WallTime now,
                        std::mt19937& random);

}  // namespace lifecycle
