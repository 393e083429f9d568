#include "upkeep/held.h"

#include "records/labels.h"
#include "upkeep/live.h"

namespace controller {

base::Result<Held, base::LookAgain> held_in(const Pass& pass, const kube::ObjectKey& name) {
  const auto secret = read_live(pass, kube::kSecrets, name);
  if (!secret) return base::unexpected(secret.error());
  const kube::Meta meta = kube::read_meta(*secret);
  auto key = records::read_key(*secret, "tls.key");
  auto chain = records::chain_in(*secret, meta);
  if (!key || chain.empty()) return base::unexpected(base::LookAgain(base::kAfterConflict));
  return Held{*std::move(key), std::move(chain), records::data_of(*secret, "tls.crt"),
              records::origin_in(meta), records::word(meta.annotations, records::kSealAnnotation)};
}

}  // namespace controller
