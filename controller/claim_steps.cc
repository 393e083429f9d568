// The step that records which names a Certificate has, and what becomes of that record when the
// Certificate is gone.

#include "controller/claim_steps.h"

#include <algorithm>

#include "base/log.h"
#include "controller/apply.h"
#include "controller/name_claims.h"

namespace controller {
namespace {

constexpr base::Millis kAfterError = base::Seconds(5);
constexpr base::Millis kLongestRest = std::chrono::hours(24);

// Whether the NameClaim says so now: somebody may change it on its way.
kube::Result<bool> write_claim(World& world, const kube::ObjectKey& certificate,
                               const api::ClaimedNames& names, std::stop_token stop) {
  const kube::ObjectKey key = name_claim_key(world.target.system_namespace, certificate);
  const auto there = world.stores.name_claims.get(key);
  if (names.empty()) {
    const auto removed = world.cluster.remove(api::kNameClaims, key, {}, stop);
    if (!removed) return base::unexpected(removed.error());
    world.stores.name_claims.remove(key);
    return true;
  }
  const auto answer =
      there ? world.cluster.merge_patch(api::kNameClaims, key,
                                        api::change_name_claim(*there, names), "", stop)
            : world.cluster.apply(api::kNameClaims, key,
                                  api::write_name_claim(key, certificate, names), kube::forced(),
                                  stop);
  if (!answer) return base::unexpected(answer.error());
  api::NameClaim written = api::read_name_claim(*answer);
  const bool arrived = written.names == names;
  world.stores.name_claims.put(std::move(written));
  return arrived;
}

LookAgain until_next_end(const api::ClaimedNames& names, base::WallTime now) {
  const auto end = next_end(names);
  if (!end) return std::nullopt;
  return std::clamp<base::Millis>(*end - now, kNow, kLongestRest);
}

}  // namespace

LookAgain take(const Pass& pass, const ClaimNames&) {
  const auto written = write_claim(pass.world, pass.meta().key(), *pass.seen.claim, pass.stop);
  if (!written) return after_cluster_error(pass, written.error());
  base::log_info("NamesClaimed", {{"certificate", pass.certificate()},
                                  {"names", std::to_string(pass.seen.claim->size())}});
  return *written ? kNow : kWhileBlocked;
}

LookAgain release_names(World& world, const kube::ObjectKey& certificate, std::stop_token stop) {
  const auto record =
      world.stores.name_claims.get(name_claim_key(world.target.system_namespace, certificate));
  if (!record) return std::nullopt;
  const base::WallTime now = world.clock.wall_now();
  const bool issued = world.name_owners.was_issued(certificate);
  const api::ClaimedNames kept =
      names_to_claim({.recorded = record->names,
                      .ours = {},
                      .asked = {},
                      .was_issued = [&](const std::string&) { return issued; },
                      .unasked = world.name_owners.unasked(certificate.namespace_),
                      .now = now});
  if (kept == record->names) return until_next_end(kept, now);
  const auto written = write_claim(world, certificate, kept, stop);
  if (written) return until_next_end(kept, now);
  base::log_warning("ClusterRefused",
                    {{"certificate", certificate.text()}, {"message", written.error().message}});
  return kAfterError;
}

}  // namespace controller
