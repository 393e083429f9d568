// RouteSeen: what is kept of an Ingress of ours.
#pragma once

#include "kube_objects/object.h"
#include "wire/object.h"

namespace controller {

struct RouteSeen {
  kube::Meta meta;
};
// Throws wire::Malformed.
inline RouteSeen read_route(const wire::Object& object) { return {kube::read_meta(object)}; }

}  // namespace controller
