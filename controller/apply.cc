#include "controller/apply.h"

#include "base/log.h"
#include "controller/conclude.h"
#include "orders/order_steps.h"
#include "pass/asking.h"
#include "upkeep/upkeep_steps.h"

namespace controller {

base::LookAgain apply(const Pass& pass, const lifecycle::Step& step) {
  pass.world.metrics.step(name(step));
  base::log_debug("step", {{"certificate", pass.certificate()}, {"step", std::string(name(step))}});
  const Asking asking(pass, step);
  if (const auto& wait = asking.wait())
    return conclude(pass, lifecycle::CaIsDown{wait->why, wait->pause});
  return conclude(pass, std::visit([&](const auto& each) { return perform(pass, each); }, step));
}

}  // namespace controller
