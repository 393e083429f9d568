#include "controller/sight.h"

namespace controller {
namespace {

constexpr base::Millis kFarApart = std::chrono::minutes(5);
// How long what a CA told of its time is good for. A machine that slept has not counted the time.
constexpr base::Millis kAgreedFor = std::chrono::hours(1);
constexpr base::Millis kDoubtfulFor = std::chrono::minutes(10);

Sight::Issuer look_up(const World& world, const std::string& namespace_,
                      const api::IssuerRef& ref) {
  Sight::Issuer found{ref, world.stores.issuer(namespace_, ref), nullptr};
  if (found.object) found.account = world.accounts.kept(*found.object);
  return found;
}

void take_younger(std::optional<acme::CaClock::Time>& time, const Sight::Issuer& issuer) {
  const auto told = issuer.account ? issuer.account->ca->time() : std::nullopt;
  if (told && (!time || told->age < time->age)) time = told;
}

// Whichever CA it was: it is our clock that is right or wrong.
void compare_clocks(Sight& sight) {
  const base::WallTime ours = sight.world.clock.wall_now();
  sight.now = ours;
  std::optional<acme::CaClock::Time> time;
  for (const Sight::Issuer& issuer : sight.issuers) take_younger(time, issuer);
  if (sight.staging) take_younger(time, *sight.staging);
  if (!time) return;
  sight.clock_known = true;
  const base::Millis difference = time->now ? *time->now - ours : base::Millis(0);
  const bool far = std::chrono::abs(difference) > kFarApart;
  if (far) sight.clock_difference = difference;
  sight.clock_checked = time->age < (far ? kDoubtfulFor : kAgreedFor);
  sight.now = ours + sight.clock_difference;
}

}  // namespace

const Sight::Issuer& Sight::of(const api::IssuerRef& ref) const {
  for (const Issuer& issuer : issuers) {
    if (issuer.ref == ref) return issuer;
  }
  return staging && staging->ref == ref ? *staging : issuers.front();
}

Sight sight_of(const World& world, const api::Certificate& certificate) {
  Sight sight{.world = world, .certificate = certificate, .mono = world.clock.mono_now()};
  const std::string& namespace_ = certificate.meta.namespace_;
  for (const api::IssuerRef& ref : certificate.issuers()) {
    sight.issuers.push_back(look_up(world, namespace_, ref));
  }
  const auto& first = sight.issuers.front().object;
  if (first && !first->spec.staging_issuer.empty()) {
    const api::IssuerRef& ref = certificate.spec.issuer;
    sight.staging = look_up(world, namespace_, {first->spec.staging_issuer, ref.kind});
  }
  compare_clocks(sight);
  return sight;
}

}  // namespace controller
