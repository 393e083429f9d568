// Pass: one look at one Certificate: the world, what was observed, and how what comes of it is
// recorded. Lives on one worker's stack.
#pragma once

#include <optional>
#include <random>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/observed.h"
#include "controller/story.h"
#include "controller/world.h"

namespace controller {

// When to look again: at once is kNow; nothing means when something changes.
using LookAgain = std::optional<base::Millis>;
inline constexpr base::Millis kNow{0};
// The watch needs a moment to bring what our write was refused for.
inline constexpr base::Millis kAfterConflict{50};
inline constexpr base::Millis kWhileBlocked{30'000};

struct Pass {
  World& world;
  const Observed& seen;
  std::stop_token stop;

  const kube::Meta& meta() const { return seen.certificate->meta; }
  // Whose CA is asked; null when it does not exist.
  std::shared_ptr<const api::Issuer> issuer() const {
    return world.stores.issuer(meta().namespace_, seen.asked);
  }
  std::string certificate() const { return meta().key().text(); }
  // By the CA's clock, when ours is far from it.
  base::WallTime now() const { return world.clock.wall_now() + seen.clock_difference; }
};

// Writes the status if it differs from the one observed; the answer goes into the store.
LookAgain record(const Pass& pass, const api::CertificateStatus& status);

// Records this chapter, and looks again after `pause` for what no change in the cluster tells.
LookAgain wait_with(const Pass& pass, const Chapter& chapter, base::Millis pause);

struct Refusal {
  std::string_view reason;
  std::string message;
  std::optional<base::Seconds> retry_after;
  bool stalled = false;  // only a person can help
  // Where that person is to go, with a token in it: for the status, and no log and no event.
  std::string link{};
};

// This thread's own, for the jitter of what is tried again.
std::mt19937& random_source();

// Ends the order, if there is one; the next is without these names. No failure is counted but
// theirs.
LookAgain leave_out(const Pass& pass, const std::vector<api::RefusedName>& refused);

// What was left out before is left out of this renewal too; nothing when there is no such thing.
LookAgain fall_back(const Pass& pass);

// Ends the attempt: no order any more, the failure counted, the next try in the status.
LookAgain fail(const Pass& pass, const Refusal& refusal);

// Ends the order without counting a failure.
LookAgain abandon(const Pass& pass, const std::string& why);

// Ends the order well that was only to prove the names: the next one is the other CA's.
LookAgain end_rehearsal(const Pass& pass);

// Ends the attempt well: what is stored now, and what the CA says of its renewal.
LookAgain succeed(const Pass& pass, const StoredCertificate& stored,
                  const std::optional<api::RenewalInfo>& renewal_info);

void tell_event(const Pass& pass, std::string_view reason, std::string_view action,
                const std::string& note, bool warning);

// A write of a step was refused or went astray: logged, told when only a person can help, and
// looked at again.
LookAgain after_cluster_error(const Pass& pass, const kube::Error& error);

}  // namespace controller
