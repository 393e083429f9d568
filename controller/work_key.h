// WorkKey: what a worker may be asked to look at.
#pragma once

#include <compare>
#include <string>

#include "base/work_queue.h"
#include "kube_objects/object.h"

namespace controller {

struct WorkKey {
  enum class Kind {
    kCertificate,
    kIssuer,
    kClusterIssuer,
    kLeftovers,  // of a Certificate or issuer that is gone; key.name is its uid
    kHttpRoute,  // of ours, which Certificates share
    kEdits,      // of users' Ingresses; key.namespace_ is theirs
    kIngress,    // of a user, as are the next two: they may ask for certificates by annotations
    kGateway,
    kListenerSet,
  };
  Kind kind = Kind::kCertificate;
  kube::ObjectKey key;
  auto operator<=>(const WorkKey&) const = default;
};

// By which the queue is fair: the namespace; "" for what belongs to none.
struct NamespaceOf {
  std::string operator()(const WorkKey& work) const { return work.key.namespace_; }
};
using Queue = base::WorkQueue<WorkKey, NamespaceOf>;

}  // namespace controller
