#include "upkeep/fresh_read.h"

namespace controller {

base::Result<wire::Object, lifecycle::Outcome> read_fresh(const Pass& pass,
                                                          const kube::Resource& resource,
                                                          const kube::ObjectKey& key) {
  auto now = pass.world.cluster.get(resource, key, pass.stop);
  if (now) return *std::move(now);
  const bool gone = now.error().kind == kube::Error::Kind::kNotFound;
  return base::unexpected(gone ? lifecycle::Outcome(base::kAfterConflict)
                               : lifecycle::ClusterError{now.error()});
}

std::optional<lifecycle::Outcome> out_of_date(const Pass& pass) {
  const auto now = read_fresh(pass, api::kCertificates, pass.meta().key());
  if (!now) return now.error();
  const kube::Meta meta = kube::read_meta(*now);
  const bool same =
      meta.uid == pass.meta().uid && meta.resource_version == pass.meta().resource_version;
  return same ? std::nullopt : std::optional<lifecycle::Outcome>(base::kAfterConflict);
}

}  // namespace controller
