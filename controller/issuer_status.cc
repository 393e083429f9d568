#include "controller/issuer_status.h"

#include "api/reasons.h"
#include "base/log.h"
#include "controller/limits.h"
#include "controller/status_write.h"

namespace controller {

std::string name_of(const api::Issuer& issuer) {
  return std::string(issuer.resource().kind) + " " + issuer.meta.key().text();
}

void put_condition(api::Issuer& issuer, std::string_view type, bool holds, std::string_view reason,
                   const std::string& message, base::WallTime now) {
  kube::set_condition(issuer.status.conditions,
                      {std::string(type),
                       holds ? "True" : "False",
                       std::string(reason),
                       message,
                       issuer.meta.generation,
                       {}},
                      now);
}

kube::Result<void> write_issuer(World& world, const api::Issuer& issuer, std::stop_token stop) {
  const auto answer =
      write_status(world.cluster, issuer.resource(), api::write_status(issuer), stop);
  if (!answer) return base::unexpected(answer.error());
  if (issuer.cluster_scoped) {
    world.stores.cluster_issuers.put(api::read_cluster_issuer(*answer));
  } else {
    world.stores.issuers.put(api::read_issuer(*answer));
  }
  return {};
}

bool doubts_account(const acme::Error& error) {
  return error.is("accountDoesNotExist") || error.is("unauthorized");
}

bool look_up_anew(const Pass& pass, const acme::Error& error) {
  const auto issuer = pass.issuer();
  if (!issuer || !issuer->ready() || !pass.world.accounts.doubt(*issuer)) return false;
  api::Issuer next = *issuer;
  put_condition(next, api::kReady, false, api::kAccountUnknown,
                "looking the account up: " + kube::cut(error.message, 3000), pass.now());
  base::log_warning(api::kAccountUnknown, {{"issuer", name_of(next)}, {"message", error.message}});
  const auto written = write_issuer(pass.world, next, pass.stop);
  if (!written) {
    base::log_warning("ClusterRefused",
                      {{"issuer", name_of(next)}, {"message", written.error().message}});
  }
  return written.has_value();
}

}  // namespace controller
