#include "upkeep/live.h"

#include "pass/record.h"

namespace controller {

base::Result<wire::Object, base::LookAgain> read_live(const Pass& pass,
                                                      const kube::Resource& resource,
                                                      const kube::ObjectKey& key) {
  auto now = pass.world.cluster.get(resource, key, pass.stop);
  if (now) return *std::move(now);
  const bool gone = now.error().kind == kube::Error::Kind::kNotFound;
  return base::unexpected(gone ? base::LookAgain(base::kAfterConflict)
                               : after_cluster_error(pass, now.error()));
}

std::optional<base::LookAgain> out_of_date(const Pass& pass) {
  const auto now = read_live(pass, api::kCertificates, pass.meta().key());
  if (!now) return now.error();
  const kube::Meta meta = kube::read_meta(*now);
  const bool same =
      meta.uid == pass.meta().uid && meta.resource_version == pass.meta().resource_version;
  return same ? std::nullopt : std::optional<base::LookAgain>(base::kAfterConflict);
}

}  // namespace controller
