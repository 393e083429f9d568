// Store<T>: what the watch has told us of one kind, for any thread to read. Objects lie packed
// (kube_objects/at_rest.h): each get() unpacks one of its own, which is immutable, in some
// microseconds.
//
// put() takes the API server's answer to our own write, so that the next look sees it before the
// watch brings it. An older version never replaces a newer one (resource versions are compared as
// numbers, KEP-5504), and an object whose removal was seen does not come back by a late event: the
// last 64 removed are kept until the next whole state, each with the version of its removal, since
// a watch by label also says DELETED of what lives on and may match again. The listener hears the
// key of whatever changed, after the change, on the thread that made it, outside the lock; an
// object that was deleted and made again (another uid) is reported as removed, then added. Several
// watches may fill one store, each with a namespace of its own.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube_objects/at_rest.h"
#include "kube_objects/object.h"
#include "kube_objects/unpacked.h"

namespace kube {

// Whether resource version `left` is older than `right`: shorter, or of equal length and smaller.
bool older_version(std::string_view left, std::string_view right);

template <class T>  // as AtRest wants it
class Store {
 public:
  using Value = std::shared_ptr<const T>;
  // before or after is null when it was added or removed.
  using Listener = std::function<void(const ObjectKey&, const Value& before, const Value& after)>;

  // Before any watch starts.
  void on_change(Listener listener) { listener_ = std::move(listener); }

  Value get(const ObjectKey& key) const;
  // All there are now, or those of a namespace, sorted by key: a range of Values, each unpacked as
  // it is reached, so keep of them only what is needed.
  Unpacked<T> all() const {
    return unpacked([](const auto& values) { return std::pair(values.begin(), values.end()); });
  }
  Unpacked<T> all_of(const std::string& namespace_) const {
    return unpacked([&](const auto& values) {
      const ObjectKey after{namespace_ + '\0', ""};
      return std::pair(values.lower_bound(ObjectKey{namespace_, ""}), values.lower_bound(after));
    });
  }
  // Those of a namespace whose names begin so.
  Unpacked<T> all_named(const std::string& namespace_, const std::string& prefix) const {
    return unpacked([&](const auto& values) {
      const ObjectKey after{namespace_, prefix + '\x7f'};
      return std::pair(values.lower_bound(ObjectKey{namespace_, prefix}),
                       values.lower_bound(after));
    });
  }
  std::size_t size() const;
  // This very object, in this version.
  bool has(const ObjectKey& key, const std::string& uid, const std::string& version) const;

  void put(T value);
  // The watch says it is gone as of a version; or a delete of ours succeeded, which is for good and
  // has none. With a uid, only the object that has it.
  void remove(const ObjectKey& key, const std::string& uid = "", const std::string& as_of = "");
  // The whole state as of a resource version, or with a namespace that namespace's: what is not in
  // it is gone, but for what put() has brought in a newer version than that.
  void replace_all(Shelf<T> values, const std::string& as_of = "", const std::string& within = "");

  // Lays what lies scattered after many changes together, so that the memory between can be given
  // back; does nothing after few. Takes milliseconds for thousands, so not in a hot loop.
  void gather();

 private:
  struct Grave {
    std::string uid;
    std::string as_of;  // "" for good
  };

  Unpacked<T> unpacked(auto part_of) const {
    std::vector<AtRest<T>> part;
    {
      std::shared_lock lock(mutex_);
      const auto [begin, end] = part_of(values_);
      part.assign(begin, end);
    }
    return Unpacked<T>(std::move(part));
  }
  bool is_buried(const Meta& meta) const;
  void bury(const Grave& grave);
  static void keep_newer(Shelf<T>& next, const Shelf<T>& before, const std::string& as_of);
  static void keep_outside(Shelf<T>& next, const Shelf<T>& before, const std::string& within);
  void notify(const ObjectKey& key, const Value& before, const Value& after) const;

  mutable std::shared_mutex mutex_;
  Shelf<T> values_;
  std::size_t scattered_ = 0;  // changes since they were laid together
  std::deque<Grave> graves_;
  Listener listener_;
};

inline bool older_version(std::string_view left, std::string_view right) {
  return left.size() != right.size() ? left.size() < right.size() : left < right;
}

template <class T>
typename Store<T>::Value Store<T>::get(const ObjectKey& key) const {
  std::optional<AtRest<T>> object;
  {
    std::shared_lock lock(mutex_);
    if (const auto found = values_.find(key); found != values_.end()) object = *found;
  }
  return object ? object->value() : nullptr;
}

template <class T>
std::size_t Store<T>::size() const {
  std::shared_lock lock(mutex_);
  return values_.size();
}

template <class T>
bool Store<T>::has(const ObjectKey& key, const std::string& uid, const std::string& version) const {
  std::shared_lock lock(mutex_);
  const auto found = values_.find(key);
  return found != values_.end() && found->identity().uid == uid &&
         found->identity().resource_version == version;
}

template <class T>
void Store<T>::put(T value) {
  const AtRest<T> packed(value);
  const auto after = std::make_shared<const T>(std::move(value));
  Value before;
  {
    std::unique_lock lock(mutex_);
    if (is_buried(after->meta)) return;
    if (const auto found = values_.find(packed); found != values_.end()) {
      if (found->identity().uid == after->meta.uid &&
          !older_version(found->identity().resource_version, after->meta.resource_version)) {
        return;
      }
      before = found->value();
    }
    put_on(values_, packed);
    ++scattered_;
    if (before && before->meta.uid != after->meta.uid) bury({before->meta.uid, ""});
  }
  notify(after->meta.key(), before, after);
}

// What was asked for by uid is buried even when it was never seen: its first event may be late.
template <class T>
void Store<T>::remove(const ObjectKey& key, const std::string& uid, const std::string& as_of) {
  Value before;
  {
    std::unique_lock lock(mutex_);
    bury({uid, as_of});
    const auto found = values_.find(key);
    if (found == values_.end() || (!uid.empty() && found->identity().uid != uid)) return;
    before = found->value();
    values_.erase(found);
    ++scattered_;
    bury({before->meta.uid, as_of});
  }
  notify(key, before, nullptr);
}

template <class T>
void Store<T>::replace_all(Shelf<T> next, const std::string& as_of, const std::string& within) {
  Shelf<T> before;
  {
    std::unique_lock lock(mutex_);
    keep_newer(next, values_, as_of);
    keep_outside(next, values_, within);
    before = std::exchange(values_, next);
    scattered_ += values_.size();
    if (within.empty()) graves_.clear();
  }
  for (const AtRest<T>& old : before) {
    if (!next.contains(old)) notify(old.identity().key(), old.value(), nullptr);
  }
  for (const AtRest<T>& object : next) {
    const auto found = before.find(object);
    if (found == before.end()) {
      notify(object.identity().key(), nullptr, object.value());
    } else if (!same_state(*found, object)) {
      notify(object.identity().key(), found->value(), object.value());
    }
  }
}

template <class T>
void Store<T>::gather() {
  constexpr std::size_t kFew = 100;
  std::unique_lock lock(mutex_);
  if (scattered_ < kFew + values_.size() / 10) return;
  values_ = gathered(values_);
  scattered_ = 0;
}

// A list is on its way while our own writes are answered: what they brought is not lost by it.
template <class T>
void Store<T>::keep_newer(Shelf<T>& next, const Shelf<T>& before, const std::string& as_of) {
  if (as_of.empty()) return;
  for (const AtRest<T>& old : before) {
    if (older_version(as_of, old.identity().resource_version)) put_on(next, old);
  }
}

template <class T>
void Store<T>::keep_outside(Shelf<T>& next, const Shelf<T>& before, const std::string& within) {
  if (within.empty()) return;
  for (const AtRest<T>& old : before) {
    if (old.identity().namespace_ != within) put_on(next, old);
  }
}

template <class T>
bool Store<T>::is_buried(const Meta& meta) const {
  return std::any_of(graves_.begin(), graves_.end(), [&](const Grave& grave) {
    return grave.uid == meta.uid &&
           (grave.as_of.empty() || !older_version(grave.as_of, meta.resource_version));
  });
}

// One grave an object, or they would not do for 64: its removal is often told of twice, by our own
// delete and by the watch. What is gone for good stays so.
template <class T>
void Store<T>::bury(const Grave& grave) {
  constexpr std::size_t kMostGraves = 64;
  if (grave.uid.empty()) return;
  const auto known = std::find_if(graves_.begin(), graves_.end(),
                                  [&](const Grave& each) { return each.uid == grave.uid; });
  if (known != graves_.end()) {
    const bool for_good = known->as_of.empty() || grave.as_of.empty();
    known->as_of = for_good ? "" : std::max(known->as_of, grave.as_of, older_version);
    return;
  }
  graves_.push_back(grave);
  if (graves_.size() > kMostGraves) graves_.pop_front();
}

template <class T>
void Store<T>::notify(const ObjectKey& key, const Value& before, const Value& after) const {
  if (!listener_) return;
  if (before && after && before->meta.uid != after->meta.uid) {
    listener_(key, before, nullptr);
    listener_(key, nullptr, after);
  } else {
    listener_(key, before, after);
  }
}

}  // namespace kube
