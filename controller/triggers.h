// Triggers: which keys to look at when something changes in a store.
#pragma once

#include <vector>

#include "base/work_queue.h"
#include "controller/work_key.h"
#include "pass/world.h"

namespace controller {

// Before any watch starts. The queue and the stores must outlive the watches.
void connect_triggers(Stores& stores, names::NameOwners& name_owners, AnswerBudget& budget,
                      RouteDesk& route_desk, AnnotationDesk& annotation_desk, Queue& queue);

// The Certificates: the one that ends first is first, and those that have none yet are last.
std::vector<WorkKey> by_urgency(const Stores& stores);

// Of users, which may ask for certificates by annotations.
WorkKey annotated_key(AnnotatedKind kind, const kube::ObjectKey& key);

// Once every store is filled: what belongs to Certificates that went while nobody was looking.
void add_leftovers(const Stores& stores, Queue& queue);

}  // namespace controller
