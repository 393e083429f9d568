// RenewalPolls: when each certificate's CA is to be asked for renewal information next. Only in
// memory, so that asking writes nothing to the cluster: after a restart all are asked again, spread
// over a while. Any thread.
#pragma once

#include <map>
#include <string>

#include "base/clock.h"
#include "base/guarded.h"
#include "kube_objects/object.h"

namespace controller {

class RenewalPolls {
 public:
  // This process works from now on.
  void begin(base::MonoTime now);

  // The next time for the certificate with this id. For one that this process never asked about it
  // is within `spread` of the beginning, where depends on the Certificate's name.
  base::MonoTime next(const kube::ObjectKey& certificate, const std::string& certificate_id,
                      base::Millis spread) const;

  void answered(const kube::ObjectKey& certificate, const std::string& certificate_id,
                base::MonoTime next);
  // How many failures in a row that makes.
  int failed(const kube::ObjectKey& certificate, const std::string& certificate_id);
  // After failed(): when to ask again.
  void put_off(const kube::ObjectKey& certificate, base::MonoTime next);
  void forget(const kube::ObjectKey& certificate);

 private:
  struct Poll {
    std::size_t id = 0;  // hash of the certificate's
    base::MonoTime next{};
    int failures = 0;
  };
  struct Book {
    base::MonoTime begun{};
    std::map<kube::ObjectKey, Poll> polls;
  };
  base::Guarded<Book> book_;
};

}  // namespace controller
