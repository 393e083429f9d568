// What is done for an Ingress, Gateway or ListenerSet that asks by annotations for certificates:
// its Certificates are written and removed, and what is wrong is told by an Event on the object.
#pragma once

#include <stop_token>

#include "annotated/annotated_object.h"
#include "annotated/annotations.h"
#include "base/look_again.h"
#include "pass/world.h"

namespace controller {

// Each time that the object, or a Certificate that it owns, has changed. May be cut short anywhere.
base::LookAgain look_at_annotated(World& world, AnnotatedKind kind, const kube::ObjectKey& key,
                                  std::stop_token stop);

}  // namespace controller
