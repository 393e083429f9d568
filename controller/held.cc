#include "controller/held.h"

namespace controller {

base::Result<Held, LookAgain> held_in(const Pass& pass, const kube::ObjectKey& name) {
  const LookAgain told_by_watch = kAfterConflict;
  const auto secret = pass.world.cluster.get(kube::kSecrets, name, pass.stop);
  const bool gone = !secret && secret.error().kind == kube::Error::Kind::kNotFound;
  if (gone) return base::unexpected(told_by_watch);
  if (!secret) return base::unexpected(after_cluster_error(pass, secret.error()));
  const kube::Meta meta = kube::read_meta(*secret);
  auto key = read_key(*secret, "tls.key");
  auto chain = chain_in(*secret, meta);
  if (!key || chain.empty()) return base::unexpected(told_by_watch);
  return Held{*std::move(key), std::move(chain), data_of(*secret, "tls.crt"), origin_in(meta)};
}

}  // namespace controller
