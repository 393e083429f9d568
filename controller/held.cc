#include "controller/held.h"

#include "controller/live.h"
#include "controller/words.h"

namespace controller {

base::Result<Held, LookAgain> held_in(const Pass& pass, const kube::ObjectKey& name) {
  const auto secret = read_live(pass, kube::kSecrets, name);
  if (!secret) return base::unexpected(secret.error());
  const kube::Meta meta = kube::read_meta(*secret);
  auto key = read_key(*secret, "tls.key");
  auto chain = chain_in(*secret, meta);
  if (!key || chain.empty()) return base::unexpected(LookAgain(kAfterConflict));
  return Held{*std::move(key), std::move(chain), data_of(*secret, "tls.crt"), origin_in(meta),
              word(meta.annotations, kSealAnnotation)};
}

}  // namespace controller
