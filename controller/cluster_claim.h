// ClusterClaim: that this installation is the one that works in the cluster. Two of them, in two
// namespaces with a Lease each, would both order certificates for every Certificate.
//
// It is held for the namespace, not for a replica: whichever leads there goes on with it at once,
// and it is never given back, so an upgrade does not hand the cluster over. It goes to another
// namespace when it has not been renewed for ten minutes, or was deleted and nobody renews it: who
// works takes it back, so that CustomResourceDefinitions may go and come. Where it cannot be made
// (the CustomResourceDefinitions or the roles are of an earlier version) everybody works, as in
// that version, and that is logged once. Any thread may ask held() and problem().
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/guarded.h"
#include "kube/client.h"
#include "kube/leadership.h"

namespace controller {

inline constexpr kube::LeaseTimes kClaimTimes{.duration = std::chrono::minutes(10),
                                              .renew_deadline = std::chrono::minutes(9),
                                              .retry = base::Seconds(30)};

class ClusterClaim {
 public:
  using Tell = std::function<void(const std::string& why)>;

  // The client should not be one that waits for leadership. `lost`: see kube::Leadership.
  ClusterClaim(kube::Client& client, const base::Clock& clock, std::string own_namespace,
               const kube::LeaseTimes& times, Tell lost);

  // Blocks until it is held; false when stop came first. `tell` is called when another installation
  // has it, and each `retry` from then on.
  bool wait(const Tell& tell, std::stop_token stop);
  bool held() const;
  // Why it is not held, for /readyz; "" while nobody waits for it.
  std::string problem() const;
  // Ends the renewals; until the process ends it counts as held.
  void stop();

 private:
  std::optional<std::string> make(std::stop_token stop);
  void give_up(const std::string& refusal);
  bool wait_for_renewals(const Tell& tell, std::stop_token stop);

  kube::Client& client_;
  const base::Clock& clock_;
  const std::string namespace_;
  const kube::LeaseTimes times_;
  const Tell lost_;
  std::unique_ptr<kube::Leadership> kept_;
  std::atomic<kube::Leadership*> renewals_{nullptr};
  std::atomic<bool> for_everybody_{false};
  base::Guarded<std::string> problem_;
};

}  // namespace controller
