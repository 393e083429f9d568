// RenewalPolls: when each certificate's CA is to be asked for renewal information next. Only in
// memory, so that asking writes nothing to the cluster: after a restart all are asked again, spread
// over a while. What was dropped for want of room is asked again, too. Any thread.
#pragma once

#include <map>
#include <string>

#include "base/clock.h"
#include "base/guarded.h"
#include "kube_objects/object.h"

namespace controller {

class RenewalPolls {
 public:
  // Whether this process has asked, or planned to ask, about the certificate with this id.
  bool knows(const kube::ObjectKey& certificate, const std::string& certificate_id) const;
  // The next time; long ago where it knows nothing.
  base::MonoTime next(const kube::ObjectKey& certificate, const std::string& certificate_id) const;

  void answered(const kube::ObjectKey& certificate, const std::string& certificate_id,
                base::MonoTime next);
  // How many failures in a row that makes.
  int failed(const kube::ObjectKey& certificate, const std::string& certificate_id);
  // After failed(): when to ask again.
  void put_off(const kube::ObjectKey& certificate, base::MonoTime next);
  void forget(const kube::ObjectKey& certificate);

  static constexpr std::size_t kMost =
      200'000;  // some 30 MiB: more Certificates than a cluster has
  std::size_t size() const;

 private:
  struct Poll {
    std::size_t id = 0;  // hash of the certificate's
    base::MonoTime next{};
    int failures = 0;
  };
  using Polls = std::map<kube::ObjectKey, Poll>;
  static Poll& poll_of(Polls& polls, const kube::ObjectKey& certificate);

  base::Guarded<Polls> polls_;
};

}  // namespace controller
