// The members of Store<T>; included by kube/store.h alone.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>

#include "kube/store.h"

namespace kube {

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
  tell(after->meta.key(), before, after);
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
  tell(key, before, nullptr);
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
    if (!next.contains(old)) tell(old.identity().key(), old.value(), nullptr);
  }
  for (const AtRest<T>& object : next) {
    const auto found = before.find(object);
    if (found == before.end()) {
      tell(object.identity().key(), nullptr, object.value());
    } else if (!same_state(*found, object)) {
      tell(object.identity().key(), found->value(), object.value());
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
void Store<T>::tell(const ObjectKey& key, const Value& before, const Value& after) const {
  if (!listener_) return;
  if (before && after && before->meta.uid != after->meta.uid) {
    listener_(key, before, nullptr);
    listener_(key, nullptr, after);
  } else {
    listener_(key, before, after);
  }
}

}  // namespace kube
