#include "upkeep/key_and_chain.h"

#include "records/labels.h"
#include "upkeep/fresh_read.h"

namespace controller {

base::Result<KeyAndChain, lifecycle::Outcome> key_and_chain_in(const Pass& pass,
                                                               const kube::ObjectKey& name) {
  const auto secret = read_fresh(pass, kube::kSecrets, name);
  if (!secret) return base::unexpected(secret.error());
  const kube::Meta meta = kube::read_meta(*secret);
  auto key = records::read_key(*secret, "tls.key");
  auto chain = records::chain_in(*secret, meta);
  if (!key || chain.empty()) return base::unexpected(lifecycle::Outcome(base::kAfterConflict));
  return KeyAndChain{*std::move(key), std::move(chain), records::data_of(*secret, "tls.crt"),
                     records::origin_in(meta),
                     records::value_of(meta.annotations, records::kSealAnnotation)};
}

}  // namespace controller
