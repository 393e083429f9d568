// after(): what follows from the outcome of a step: the Certificate's next status, when to look
// again, and what ends. PURE: no I/O, no clock, no log; any thread.
//
// The whole policy of retries is here and in retry.h: what is a failure, what only waits, what
// gives an order up, and what the next order leaves out.
#pragma once

#include <optional>
#include <random>
#include <variant>

#include "base/clock.h"
#include "base/look_again.h"
#include "kube_objects/error.h"
#include "lifecycle/observed.h"
#include "lifecycle/outcome.h"

namespace lifecycle {

// A failure that is counted. `about_names`: the CA was asked about them, and it came to nothing.
struct Failed {
  FailedAttempt attempt;
  int attempts = 0;  // in a row, with this one
  base::WallTime next_try;
  bool about_names = false;
};

// For the log.
struct Trouble {
  std::string_view event;
  std::string message;
};

// What has ended, for the limits, the metrics, the log and the Events. Nothing: the attempt goes
// on.
using Ending =
    std::variant<std::monostate, PreflightRefused, Failed, Abandoned, LeftOut, Rehearsed, Issued>;

struct After {
  std::optional<api::CertificateStatus> status{};  // nothing: it stays
  base::LookAgain pause{};                         // where the status stays
  Ending ending{};
  std::optional<Trouble> trouble{};
  bool drops_key = false;      // the pending key is of no use
  bool reads_order = false;    // what is known of the order is out of date
  bool drops_profile = false;  // the CA does not take the issuer's profile
};

After after(const Observed& seen, const Outcome& outcome, base::WallTime now, std::mt19937& random);

// When to try again what the API server did not do.
base::LookAgain pause_after(const kube::Error& error);

// Nothing but time was a reason to issue.
bool is_due_by_time(const Observed& seen, base::WallTime now);

}  // namespace lifecycle
