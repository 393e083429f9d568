#include "controller/live.h"

namespace controller {

std::optional<LookAgain> out_of_date(const Pass& pass) {
  const auto now = pass.world.cluster.get(api::kCertificates, pass.meta().key(), pass.stop);
  if (!now && now.error().kind == kube::Error::Kind::kNotFound) return kAfterConflict;
  if (!now) return after_cluster_error(pass, now.error());
  const kube::Meta meta = kube::read_meta(*now);
  const bool same =
      meta.uid == pass.meta().uid && meta.resource_version == pass.meta().resource_version;
  return same ? std::nullopt : std::optional<LookAgain>(kAfterConflict);
}

}  // namespace controller
