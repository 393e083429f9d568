// The template constructor of Watch; included by kube/watch.h alone.
#pragma once

#include <exception>
#include <utility>
#include <variant>

#include "base/log.h"
#include "kube/watch.h"

namespace kube {

// Whether an object of another kind (a Status, say) came in place of one of this kind. The items of
// a list of a built-in kind have none.
inline bool is_of_kind(const wire::Object& object, const Resource& resource) {
  const std::string kind = object.text_or("kind", "");
  return kind.empty() || kind == resource.kind;
}

// Names the object without its contents.
inline void log_unreadable(const Resource& resource, const wire::Object& object, const char* why) {
  std::string name;
  try {
    name = read_meta(object).key().text();
  } catch (const wire::Malformed&) {
    name = "without a name";
  }
  base::log_warning("ObjectUnreadable",
                    {{"kind", std::string(resource.kind)}, {"object", name}, {"message", why}});
}

// StoreWriter: what a watch says, written into a store. A whole state is gathered packed, beside
// the store, so that no JSON is held for it. What an object is like must never end the process: a
// tenant wrote it.
template <class T>
class StoreWriter {
 public:
  StoreWriter(const WatchTarget& target, Store<T>& store, T (*decode)(const wire::Object&))
      : resource_(target.resource), namespace_(target.namespace_), store_(store), decode_(decode) {}

  void operator()(const StoreEvent& event) {
    std::visit([this](const auto& each) { take(each); }, event);
  }

 private:
  void take(const StartOver&) { gathered_.emplace(); }

  void take(const Changed& changed) {
    guarded(changed.object, [&] {
      T value = decode_(changed.object);
      if (!gathered_) return store_.put(std::move(value));
      put_on(*gathered_, AtRest<T>(value));
    });
  }

  void take(const Removed& removed) {
    guarded(removed.object, [&] {
      const Meta meta = read_meta(removed.object);
      if (!gathered_) return store_.remove(meta.key(), meta.uid, meta.resource_version);
      const auto found = gathered_->find(meta.key());
      if (found != gathered_->end()) gathered_->erase(found);
    });
  }

  void take(const ReplaceAll& whole) {
    Shelf<T> values = std::move(gathered_).value_or(Shelf<T>{});
    gathered_.reset();
    store_.replace_all(std::move(values), whole.resource_version, namespace_);
  }

  template <class Use>
  void guarded(const wire::Object& object, Use use) {
    try {
      if (is_of_kind(object, resource_)) {
        use();
      } else {
        base::log_warning("AnotherKind", {{"wanted", std::string(resource_.kind)},
                                          {"came", object.text_or("kind", "")}});
      }
    } catch (const std::exception& e) {
      log_unreadable(resource_, object, e.what());
    }
  }

  const Resource resource_;
  const std::string namespace_;
  Store<T>& store_;
  T (*const decode_)(const wire::Object&);
  std::optional<Shelf<T>> gathered_;
};

template <class T>
Watch::Watch(Client& client, WatchTarget target, Store<T>& store, T (*decode)(const wire::Object&))
    : client_(client), target_(std::move(target)), sink_(StoreWriter<T>(target_, store, decode)) {
  start();
}

}  // namespace kube
