// What asked cert-manager for Certificates, an Ingress or a Gateway: its annotations become ours,
// when all of its Certificates move. For this room alone.
#pragma once

#include <vector>

#include "migration/plan.h"

namespace migration {

// Certificates of an owner that cannot come along are refused, with all others of that owner.
void plan_owners(const std::vector<OwnerSeen>& owners, Plan& plan);

}  // namespace migration
