// make_plan(): from what was read of the cluster to what a move does (plan.h). Pure; any thread.
#pragma once

#include "base/clock.h"
#include "migration/plan.h"

namespace migration {

Plan make_plan(const Seen& seen, base::WallTime now);

}  // namespace migration
