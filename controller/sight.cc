#include "controller/sight.h"

namespace controller {
namespace {

constexpr base::Millis kFarApart = std::chrono::minutes(5);
// How long what the CA told of its time is good for. A machine that slept has not counted the time.
constexpr base::Millis kAgreedFor = std::chrono::hours(1);
constexpr base::Millis kDoubtfulFor = std::chrono::minutes(10);

Sight::Issuer look_up(const World& world, const std::string& namespace_,
                      const api::IssuerRef& ref) {
  Sight::Issuer found{ref, world.stores.issuer(namespace_, ref), nullptr};
  if (found.object) found.account = world.accounts.kept(*found.object);
  return found;
}

}  // namespace

void Sight::go_by(const Issuer& issuer) {
  const auto time = issuer.account ? issuer.account->ca->time() : std::nullopt;
  const base::Millis difference = time && time->now ? *time->now - wall : base::Millis(0);
  const bool far = std::chrono::abs(difference) > kFarApart;
  clock_difference = far ? difference : base::Millis(0);
  clock_known = time.has_value();
  clock_checked = time && time->age < (far ? kDoubtfulFor : kAgreedFor);
  now = wall + clock_difference;
}

const Sight::Issuer& Sight::of(const api::IssuerRef& ref) const {
  for (const Issuer& issuer : issuers) {
    if (issuer.ref == ref) return issuer;
  }
  return staging && staging->ref == ref ? *staging : issuers.front();
}

Sight sight_of(const World& world, const api::Certificate& certificate) {
  Sight sight{.world = world,
              .certificate = certificate,
              .mono = world.clock.mono_now(),
              .wall = world.clock.wall_now()};
  const auto& order = certificate.status.order;
  if (order) sight.progress = world.progress.find(certificate.meta.key(), order->url);
  const std::string& namespace_ = certificate.meta.namespace_;
  for (const api::IssuerRef& ref : certificate.issuers()) {
    sight.issuers.push_back(look_up(world, namespace_, ref));
  }
  const auto& first = sight.issuers.front().object;
  if (first && !first->spec.staging_issuer.empty()) {
    const api::IssuerRef& ref = certificate.spec.issuer;
    sight.staging = look_up(world, namespace_, {first->spec.staging_issuer, ref.kind});
  }
  sight.go_by(sight.of(certificate.asked_last()));
  return sight;
}

}  // namespace controller
