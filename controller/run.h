// The workers: take a key, observe, decide, apply, look again when told. Each runs in one thread
// until stop is requested, and finishes its step first.
#pragma once

#include <stop_token>

#include "base/work_queue.h"
#include "controller/decide.h"
#include "controller/issuers.h"
#include "controller/work_key.h"
#include "controller/world.h"

namespace controller {

void work(Queue& queue, World& world, Issuers& issuers, const Policy& policy, std::stop_token stop);

}  // namespace controller
