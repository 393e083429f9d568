#include "issuers/issuer_status.h"

#include "api/reasons.h"
#include "base/log.h"
#include "kube/status_write.h"
#include "lifecycle/issuer_life.h"
#include "lifecycle/news.h"

namespace controller {

std::string name_of(const api::Issuer& issuer) {
  return std::string(issuer.resource().kind) + " " + issuer.meta.key().text();
}

void put_condition(api::Issuer& issuer, std::string_view type, bool holds, std::string_view reason,
                   const std::string& message, base::WallTime now) {
  lifecycle::put_condition(issuer.status, issuer.meta.generation, type, holds, reason, message,
                           now);
}

namespace {

std::vector<kube::Condition> conditions_of(const IssuerDesk& desk, const api::Issuer& issuer) {
  const auto there = issuer.cluster_scoped ? desk.stores.cluster_issuers.get(issuer.meta.key())
                                           : desk.stores.issuers.get(issuer.meta.key());
  return there ? there->status.conditions : std::vector<kube::Condition>();
}

// Stalled only repeats what Ready says.
void announce_begun(const IssuerDesk& desk, const api::Issuer& issuer,
                    const std::vector<kube::Condition>& before) {
  for (const kube::Condition& each : issuer.status.conditions) {
    if (each.type == api::kStalled) continue;
    const auto begun = lifecycle::begun(before, issuer.status.conditions, each.type);
    if (!begun) continue;
    const char* action = each.type == api::kReady ? "Register" : "Watch";
    desk.events.record(
        {issuer.resource(), issuer.meta, true, begun->reason, action, begun->message});
  }
}

}  // namespace

kube::Result<void> write_issuer(const IssuerDesk& desk, const api::Issuer& issuer,
                                std::stop_token stop) {
  // The watch may bring what is written before the answer comes.
  const auto before = conditions_of(desk, issuer);
  const auto answer =
      kube::write_status(desk.cluster, issuer.resource(), api::write_status(issuer), stop);
  if (!answer) return base::unexpected(answer.error());
  announce_begun(desk, issuer, before);
  if (issuer.cluster_scoped) {
    desk.stores.cluster_issuers.put(api::read_cluster_issuer(*answer));
  } else {
    desk.stores.issuers.put(api::read_issuer(*answer));
  }
  return {};
}

}  // namespace controller
