// apply(): performs the step that was decided for one Certificate.
#pragma once

#include "base/look_again.h"
#include "lifecycle/decide.h"
#include "pass/pass.h"

namespace controller {

base::LookAgain apply(const Pass& pass, const lifecycle::Step& step);

}  // namespace controller
