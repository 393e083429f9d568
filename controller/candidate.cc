#include "controller/candidate.h"

#include "base/log.h"
#include "records/labels.h"

namespace controller {
namespace {

constexpr base::Millis kPatience{4000};  // twice within the time for which a renewal is good

void end_process(const std::string& why) {
  base::log_error("LeadershipLost", {{"message", why}});
  http::finish_process(1);
}

}  // namespace

Candidate::Candidate(const Config& config, const kube::Config& found, kube::Token& token,
                     Metrics& metrics)
    : http_(found, config.kubeconfig, http::make_api_client),
      measured_(http_, clock_, *metrics.registry()),
      client_(measured_, found, token, kPatience) {
  if (!config.leader_elect) return;
  const kube::ObjectKey lease{config.system_namespace, records::kControllerName};
  leadership_.emplace(client_, clock_, lease, config.identity, kube::LeaseTimes(), end_process);
}

}  // namespace controller
