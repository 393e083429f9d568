#include "controller/cluster_claim.h"

#include "api/installation.h"
#include "base/log.h"
#include "base/stop.h"
#include "kube_objects/object.h"

namespace controller {
namespace {

const kube::ObjectKey kClaim{"", api::kInstallation};
constexpr base::Millis kBeforeAnotherTry{500};
constexpr int kMostRefusals = 10;  // of a kind that is being installed at this moment
constexpr base::Millis kBetweenLooks{10};

std::string held_by(const std::string& other) {
  return "the installation of Sallyport in namespace " + other +
         " works in this cluster, and only one may: uninstall one of them; when that one is gone, "
         "this one goes on after ten minutes, or within one after: kubectl delete installation " +
         std::string(api::kInstallation);
}

}  // namespace

ClusterClaim::ClusterClaim(kube::Client& client, const base::Clock& clock,
                           std::string own_namespace, const kube::LeaseTimes& times, Tell lost)
    : client_(client),
      clock_(clock),
      namespace_(std::move(own_namespace)),
      times_(times),
      lost_(std::move(lost)) {}

bool ClusterClaim::held() const {
  const kube::Leadership* renewals = renewals_;
  return for_everybody_ || (renewals != nullptr && renewals->leads());
}

std::string ClusterClaim::problem() const {
  return problem_.with([](const std::string& text) { return text; });
}

void ClusterClaim::stop() {
  if (kept_) kept_->stop();
}

bool ClusterClaim::wait(const Tell& tell, std::stop_token stop) {
  for (int refusals = 0; !for_everybody_;) {
    const auto refused = make(stop);
    if (refused && refused->empty()) break;
    if (refused && ++refusals == kMostRefusals) give_up(*refused);
    if (!for_everybody_ && !base::sleep_for(kBeforeAnotherTry, stop)) return false;
  }
  if (for_everybody_) return true;
  kept_ = std::make_unique<kube::Leadership>(client_, clock_, kClaim, namespace_, times_, lost_,
                                             api::kInstallations, kube::WhenDeleted::kTakenBack);
  renewals_ = kept_.get();
  return wait_for_renewals(tell, stop);
}

// "" when it is there, else why it cannot be made: its kind is unknown, or we may not. Nothing when
// the API server does not say.
std::optional<std::string> ClusterClaim::make(std::stop_token stop) {
  using Kind = kube::Error::Kind;
  const auto empty = kube::new_object(api::kInstallations, kClaim).set("spec", wire::Writer());
  const auto made = client_.create(api::kInstallations, kClaim, empty, std::move(stop));
  if (made || made.error().kind == Kind::kAlreadyExists) return "";
  const Kind kind = made.error().kind;
  if (kind != Kind::kForbidden && kind != Kind::kNotFound) return std::nullopt;
  return made.error().message;
}

void ClusterClaim::give_up(const std::string& refusal) {
  for_everybody_ = true;
  base::log_warning(
      "ClusterNotClaimed",
      {{"message", refusal + ": another installation in this cluster would not be noticed; "
                             "apply the CustomResourceDefinitions and roles of this "
                             "version"}});
}

bool ClusterClaim::wait_for_renewals(const Tell& tell, std::stop_token stop) {
  base::MonoTime next_word = clock_.mono_now();
  while (!held()) {
    const std::string holder = kept_->holder();
    const bool others = !holder.empty() && holder != "nobody" && holder != namespace_;
    if (others && clock_.mono_now() >= next_word) {
      problem_.with([&](std::string& text) { text = held_by(holder); });
      tell(held_by(holder));
      next_word = clock_.mono_now() + times_.retry;
    }
    if (!base::sleep_for(kBetweenLooks, stop)) return false;
  }
  problem_.with([](std::string& text) { text.clear(); });
  return true;
}

}  // namespace controller
