// What begins with a status and only a person can end: it is a warning Event too, once each time
// that it begins. PURE; any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "kube_objects/object.h"

namespace lifecycle {

// The condition of that type, where its reason is such a one and was another one before.
std::optional<kube::Condition> begun(const std::vector<kube::Condition>& before,
                                     const std::vector<kube::Condition>& now,
                                     std::string_view type);

}  // namespace lifecycle
