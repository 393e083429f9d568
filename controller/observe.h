// observe(): everything that decide() may know of one Certificate. It asks nobody and changes
// nothing: all comes from the stores and from what this process remembers, each object once, and
// one time counts for all of it.
#pragma once

#include <optional>

#include "lifecycle/observed.h"
#include "pass/world.h"

namespace controller {

// Nothing when the Certificate is gone or going.
std::optional<lifecycle::Observed> observe(const World& world, const kube::ObjectKey& key);

}  // namespace controller
