#include "issuers/issuer_status.h"

#include "api/reasons.h"
#include "base/log.h"
#include "kube/status_write.h"
#include "lifecycle/issuer_life.h"

namespace controller {

std::string name_of(const api::Issuer& issuer) {
  return std::string(issuer.resource().kind) + " " + issuer.meta.key().text();
}

void put_condition(api::Issuer& issuer, std::string_view type, bool holds, std::string_view reason,
                   const std::string& message, base::WallTime now) {
  lifecycle::put_condition(issuer.status, issuer.meta.generation, type, holds, reason, message,
                           now);
}

kube::Result<void> write_issuer(const IssuerDesk& desk, const api::Issuer& issuer,
                                std::stop_token stop) {
  const auto answer =
      kube::write_status(desk.cluster, issuer.resource(), api::write_status(issuer), stop);
  if (!answer) return base::unexpected(answer.error());
  if (issuer.cluster_scoped) {
    desk.stores.cluster_issuers.put(api::read_cluster_issuer(*answer));
  } else {
    desk.stores.issuers.put(api::read_issuer(*answer));
  }
  return {};
}

}  // namespace controller
