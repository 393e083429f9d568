#include "controller/candidate.h"

#include "api/reasons.h"
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
      client_(measured_, found, token, kPatience),
      lease_{config.system_namespace, records::kControllerName},
      events_(client_, clock_, "sallyport.dev/controller", config.identity) {
  if (!config.leader_elect) return;
  if (config.watch_namespaces.empty())
    claim_.emplace(client_, clock_, config.system_namespace, kClaimTimes, end_process);
  leadership_.emplace(client_, clock_, lease_, config.identity, kube::LeaseTimes(), end_process);
}

bool Candidate::leads() const {
  return !leadership_ || (leadership_->leads() && (!claim_ || claim_->held()));
}

bool Candidate::wait(std::stop_token stop) {
  if (!leadership_) return true;
  if (!leadership_->wait(stop)) return false;
  const auto tell = [this](const std::string& why) {
    base::log_warning(api::kOtherInstallation, {{"message", why}});
    kube::Meta lease;
    lease.name = lease_.name;
    lease.namespace_ = lease_.namespace_;
    events_.record({kube::kLeases, lease, true, std::string(api::kOtherInstallation), "Lead", why});
  };
  return !claim_ || claim_->wait(tell, stop);
}

void Candidate::release() {
  if (claim_) claim_->stop();
  if (leadership_) leadership_->release();
}

}  // namespace controller
