// Triggers: which keys to look at when something changes in a store.
#pragma once

#include "base/work_queue.h"
#include "controller/work_key.h"
#include "controller/world.h"

namespace controller {

// Before any watch starts. The queue and the stores must outlive the watches.
void connect_triggers(Stores& stores, NameOwners& name_owners, Queue& queue);

// Once every store is filled: what belongs to Certificates that went while nobody was looking.
void add_leftovers(const Stores& stores, Queue& queue);

}  // namespace controller
