// Pass: one look at one Certificate: the world, and what was observed. Lives on one worker's stack.
#pragma once

#include <stop_token>
#include <string>

#include "lifecycle/observed.h"
#include "pass/world.h"

namespace controller {

struct Pass {
  World& world;
  const lifecycle::Observed& seen;
  std::stop_token stop;

  const kube::Meta& meta() const { return seen.certificate->meta; }
  // Whose CA is asked; null when it does not exist.
  const std::shared_ptr<const api::Issuer>& issuer() const { return seen.issuer_asked; }
  std::string certificate() const { return meta().key().text(); }
  // By the CA's clock, when ours is far from it.
  base::WallTime now() const { return world.clock.wall_now() + seen.clock_difference; }
};

}  // namespace controller
