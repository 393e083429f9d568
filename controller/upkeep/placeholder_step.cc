// Some do not work while a Secret that they name is missing: a Gateway does not take a listener,
// and with it the route of the challenge path.

#include "base/log.h"
#include "crypto/self_signed.h"
#include "upkeep/secret_write.h"
#include "upkeep/upkeep_steps.h"

namespace controller {

lifecycle::Outcome perform(const Pass& pass, const lifecycle::StorePlaceholder&) {
  const api::Certificate& certificate = *pass.seen.certificate;
  const auto key = crypto::PrivateKey::generate({});
  const auto made =
      crypto::placeholder({certificate.all_dns_names(), certificate.spec.ip_addresses}, key,
                          pass.world.clock.wall_now());
  const auto written = write_tls_secret(pass, {.key = key,
                                               .chain_pem = made.pem,
                                               .chain = {made.certificate},
                                               .origin = {"none", ""},
                                               .seal = "",
                                               .password = base::Secret(),
                                               .placeholder = true});
  if (!written) {
    const auto* refused = std::get_if<lifecycle::SecretRefused>(&written.error());
    return refused != nullptr ? lifecycle::Outcome(lifecycle::ClusterError{refused->error})
                              : written.error();
  }
  base::log_info("PlaceholderStored",
                 {{"certificate", pass.certificate()}, {"secret", certificate.secret().text()}});
  return base::kNow;
}

}  // namespace controller
