// The workers: take a key, observe, decide, apply, look again when told. Each runs in one thread
// until stop is requested, and finishes its step first.
#pragma once

#include <stop_token>

#include "base/work_queue.h"
#include "controller/work_key.h"
#include "issuers/issuers.h"
#include "lifecycle/decide.h"
#include "pass/pass.h"
#include "pass/world.h"

namespace controller {

// One look at one thing: what work() does with a key.
base::LookAgain look_at_certificate(World& world, const kube::ObjectKey& key,
                                    const lifecycle::Policy& policy, std::stop_token stop);
// The Certificate or issuer with this uid is gone: nothing is kept of it in memory.
void forget(World& world, Issuers& issuers, const std::string& uid);
// What is labelled with the uid of a Certificate that is gone.
base::LookAgain remove_leftovers(World& world, const std::string& uid, std::stop_token stop);

void work(Queue& queue, World& world, Issuers& issuers, const lifecycle::Policy& policy,
          std::stop_token stop);

}  // namespace controller
