// WorkKey: what a worker may be asked to look at.
#pragma once

#include <compare>
#include <string>

#include "kube/object.h"

namespace controller {

struct WorkKey {
  enum class Kind {
    kCertificate,
    kIssuer,
    kClusterIssuer,
    kLeftovers,  // of a Certificate that is gone; key.name is its uid
  };
  Kind kind = Kind::kCertificate;
  kube::ObjectKey key;
  auto operator<=>(const WorkKey&) const = default;
};

}  // namespace controller
