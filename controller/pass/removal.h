// How an object of ours is removed: from the cluster, and from the store at once, so that the next
// pass does not see it any more.
#pragma once

#include <stop_token>

#include "kube_objects/error.h"
#include "pass/world.h"

namespace controller {

// Only the very object that was seen, by its uid. One that is gone already counts as removed.
template <class T>
kube::Result<void> remove_object(World& world, const kube::Resource& resource,
                                 kube::Store<T>& store, const kube::Meta& seen,
                                 std::stop_token stop) {
  auto removed = world.cluster.remove(resource, seen.key(), {seen.uid, ""}, stop);
  if (removed) store.remove(seen.key(), seen.uid);
  return removed;
}

}  // namespace controller
