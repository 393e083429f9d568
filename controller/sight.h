// Sight: what one look at one Certificate goes by: its issuers, each looked up once, and one time.
// Lives on one worker's stack; refers to the World and to the Certificate.
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
  // The CAs' clock minus ours, when they are far apart, by the CA that was heard last.
  base::Millis clock_difference{0};
  bool clock_known = false;    // a CA has told its time
  bool clock_checked = false;  // lately
  base::WallTime now{};        // by the CAs' clock, when ours is far from it

  // Of one of them.
  const Issuer& of(const api::IssuerRef& ref) const;
};

Sight sight_of(const World& world, const api::Certificate& certificate);

}  // namespace controller
