// The step that records which names a Certificate has, and what becomes of that record when the
// Certificate is gone.

#include "upkeep/claim_steps.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "names/name_claims.h"
#include "upkeep/upkeep_steps.h"

namespace controller {
namespace {

constexpr base::Millis kAfterError = base::Seconds(5);
constexpr base::Millis kLongestRest = std::chrono::hours(24);

// The NameClaim as it is after the write; null when it is gone. Nothing is written over that was
// not seen: kConflict and kAlreadyExists say that it is another one now.
kube::Result<std::shared_ptr<const api::NameClaim>> write_claim(World& world,
                                                                const kube::ObjectKey& certificate,
                                                                const lifecycle::ClaimDue& due,
                                                                std::stop_token stop) {
  using Written = std::shared_ptr<const api::NameClaim>;
  const kube::ObjectKey key = names::name_claim_key(world.target.system_namespace, certificate);
  const auto& there = due.record;
  if (due.names.empty()) {
    const auto removed = world.cluster.remove(
        api::kNameClaims, key, {there->meta.uid, there->meta.resource_version}, stop);
    if (!removed) return base::unexpected(removed.error());
    world.stores.name_claims.remove(key, there->meta.uid);
    return Written();
  }
  const auto answer =
      there ? world.cluster.merge_patch(api::kNameClaims, key,
                                        api::change_name_claim(*there, due.names), "", stop)
            : world.cluster.create(api::kNameClaims, key,
                                   api::write_name_claim(key, certificate, due.names), stop);
  if (!answer) return base::unexpected(answer.error());
  auto written = std::make_shared<const api::NameClaim>(api::read_name_claim(*answer));
  world.stores.name_claims.put(*written);
  return Written(written);
}

// What is there now comes into the store at once, not with the watch. One that is gone is told by
// the watch, or its kind is missing.
bool is_another_now(World& world, const kube::ObjectKey& certificate, const kube::Error& error,
                    std::stop_token stop) {
  using Kind = kube::Error::Kind;
  if (error.kind != Kind::kConflict && error.kind != Kind::kAlreadyExists) return false;
  const auto now = world.cluster.get(
      api::kNameClaims, names::name_claim_key(world.target.system_namespace, certificate), stop);
  if (now) world.stores.name_claims.put(api::read_name_claim(*now));
  return now.has_value();
}

base::LookAgain until_next_end(const api::ClaimedNames& names, base::WallTime now) {
  const auto end = names::next_end(names);
  if (!end) return std::nullopt;
  return std::clamp<base::Millis>(*end - now, base::kNow, kLongestRest);
}

}  // namespace

lifecycle::Outcome perform(const Pass& pass, const lifecycle::ClaimNames&) {
  const lifecycle::ClaimDue& due = *pass.seen.claim;
  const auto written = write_claim(pass.world, pass.meta().key(), due, pass.stop);
  if (!written) {
    if (is_another_now(pass.world, pass.meta().key(), written.error(), pass.stop))
      return base::kAfterConflict;
    return lifecycle::ClusterError{written.error()};
  }
  base::log_info("NamesClaimed", {{"certificate", pass.certificate()},
                                  {"names", std::to_string(due.names.size())}});
  // Somebody may change it on its way.
  const bool arrived = *written ? (*written)->names == due.names : due.names.empty();
  return arrived ? base::kNow : base::kWhileBlocked;
}

base::LookAgain release_names(World& world, const kube::ObjectKey& certificate,
                              std::stop_token stop) {
  const auto record = world.stores.name_claims.get(
      names::name_claim_key(world.target.system_namespace, certificate));
  if (!record || !world.serves(certificate.namespace_)) return std::nullopt;
  const base::WallTime now = world.clock.wall_now();
  const auto issued = world.name_owners.was_issued(certificate);
  // Where that is not known, the Certificate may be restored any moment: all of it is kept.
  const std::size_t unasked = issued ? world.name_owners.unasked(certificate.namespace_) : 0;
  const api::ClaimedNames kept = names::names_to_claim(
      {.recorded = record->names,
       .ours = {},
       .asked = {},
       .was_issued = [&](const std::string&) { return issued.value_or(true); },
       .unasked = unasked,
       .now = now});
  if (kept == record->names) return until_next_end(kept, now);
  const auto written = write_claim(world, certificate, {record, kept}, stop);
  if (written) return until_next_end(kept, now);
  if (is_another_now(world, certificate, written.error(), stop)) return base::kAfterConflict;
  // It is gone, or its kind is: the watch tells which. What comes again is looked at within a day.
  if (written.error().kind == kube::Error::Kind::kNotFound) return kLongestRest;
  base::log_warning(api::kClusterRefused,
                    {{"certificate", certificate.text()}, {"message", written.error().message}});
  return kAfterError;
}

}  // namespace controller
