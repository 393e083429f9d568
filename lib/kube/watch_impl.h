// The template constructor of Watch; included by kube/watch.h alone.
#pragma once

#include <utility>
#include <variant>

#include "base/log.h"
#include "kube/watch.h"

namespace kube {

// An object of a kind, or nothing (and a line in the log) when it cannot be read.
template <class T>
std::optional<T> decode_or_log(const WatchTarget& target, T (*decode)(const wire::Object&),
                               const wire::Object& object) {
  try {
    return decode(object);
  } catch (const wire::Malformed& e) {
    const wire::Object metadata = object.object("metadata");
    base::log_warning("ObjectUnreadable", {{"kind", std::string(target.resource.kind)},
                                           {"object", metadata.text_or("namespace", "") + "/" +
                                                          metadata.text_or("name", "")},
                                           {"message", e.what()}});
    return std::nullopt;
  }
}

template <class T>
void store_event(const WatchTarget& target, Store<T>& store, T (*decode)(const wire::Object&),
                 const StoreEvent& event) {
  if (const auto* changed = std::get_if<Changed>(&event)) {
    if (auto value = decode_or_log(target, decode, changed->object)) store.put(*std::move(value));
  } else if (const auto* removed = std::get_if<Removed>(&event)) {
    const Meta meta = read_meta(removed->object);
    store.remove(meta.key(), meta.uid);
  } else {
    std::vector<T> values;
    for (const wire::Object& object : std::get<ReplaceAll>(event).objects) {
      if (auto value = decode_or_log(target, decode, object)) values.push_back(*std::move(value));
    }
    store.replace_all(std::move(values));
  }
}

template <class T>
Watch::Watch(Client& client, WatchTarget target, Store<T>& store, T (*decode)(const wire::Object&))
    : client_(client),
      target_(std::move(target)),
      sink_([this, &store, decode](const StoreEvent& event) {
        store_event(target_, store, decode, event);
      }) {
  start();
}

}  // namespace kube
