// What a write was decided from is not what is there: the object of now comes into the store at
// once, not with the watch, which may be late by minutes. Any thread.
#pragma once

#include <stop_token>

#include "pass/world.h"
#include "records/labels.h"

namespace controller {

// Which objects the store's watch shows: what it would not show goes out of the store.
enum class Watched { kAll, kOurs };

template <class T>
void bring_up_to_date(World& world, const kube::Resource& resource, const kube::ObjectKey& key,
                      kube::Store<T>& store, T (*read)(const wire::Object&), Watched watched,
                      std::stop_token stop) {
  const auto seen = store.get(key);
  const auto now = world.cluster.get(resource, key, stop);
  if (!now) {
    if (seen && now.error().kind == kube::Error::Kind::kNotFound) store.remove(key, seen->meta.uid);
    return;
  }
  T value = read(*now);
  const bool is_shown = watched == Watched::kAll || records::is_of_sallyport(kube::read_meta(*now));
  if (is_shown) return store.put(std::move(value));
  store.remove(key, "", value.meta.resource_version);
}

}  // namespace controller
