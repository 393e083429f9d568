// Sight: what one look at one Certificate goes by: its issuers, each looked up once, and one time:
// that of the CA that is asked, when our clock is far from it. Until it is known which one that is,
// the CA counts that was asked last. Lives on one worker's stack; refers to the World and to the
// Certificate.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "pass/world.h"

namespace controller {

struct Sight {
  struct Issuer {
    api::IssuerRef ref;
    std::shared_ptr<const api::Issuer> object;  // null when it does not exist
    std::shared_ptr<Account> account;           // null when this process does not have it yet
  };

  const World& world;
  const api::Certificate& certificate;
  std::vector<Issuer> issuers{};    // the spec's, then its fallbacks
  std::optional<Issuer> staging{};  // of the spec's
  base::MonoTime mono{};
  base::WallTime wall{};  // by our clock
  // The CA's clock minus ours, when they are far apart.
  base::Millis clock_difference{0};
  bool clock_known = false;                    // the CA has answered
  bool clock_checked = false;                  // lately
  std::shared_ptr<const Progress> progress{};  // of status.order; null where none is kept
  base::WallTime now{};                        // by the CA's clock, when ours is far from it

  // The time is this one's from now on.
  void go_by(const Issuer& issuer);
  // Of one of them.
  const Issuer& of(const api::IssuerRef& ref) const;
};

Sight sight_of(const World& world, const api::Certificate& certificate);

}  // namespace controller
