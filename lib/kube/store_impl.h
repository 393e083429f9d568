// The members of Store<T>; included by kube/store.h alone.
#pragma once

#include <utility>

#include "kube/store.h"

namespace kube {

inline bool older_version(const std::string& left, const std::string& right) {
  return left.size() != right.size() ? left.size() < right.size() : left < right;
}

template <class T>
typename Store<T>::Value Store<T>::get(const ObjectKey& key) const {
  std::shared_lock lock(mutex_);
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : found->second;
}

template <class T>
std::vector<typename Store<T>::Value> Store<T>::all() const {
  std::shared_lock lock(mutex_);
  std::vector<Value> values;
  values.reserve(values_.size());
  for (const auto& [key, value] : values_) values.push_back(value);
  return values;
}

template <class T>
std::size_t Store<T>::size() const {
  std::shared_lock lock(mutex_);
  return values_.size();
}

template <class T>
void Store<T>::put(T value) {
  const ObjectKey key = value.meta.key();
  const auto after = std::make_shared<const T>(std::move(value));
  Value before;
  {
    std::unique_lock lock(mutex_);
    if (is_buried(after->meta)) return;
    Value& place = values_[key];
    before = place;
    // The same object in the same or an older version is no news.
    if (before && before->meta.uid == after->meta.uid &&
        !older_version(before->meta.resource_version, after->meta.resource_version)) {
      return;
    }
    place = after;
  }
  tell(key, before, after);
}

template <class T>
void Store<T>::remove(const ObjectKey& key, const std::string& uid) {
  Value before;
  {
    std::unique_lock lock(mutex_);
    const auto found = values_.find(key);
    if (found == values_.end() || (!uid.empty() && found->second->meta.uid != uid)) return;
    before = found->second;
    values_.erase(found);
    bury(before->meta.uid);
  }
  tell(key, before, nullptr);
}

template <class T>
void Store<T>::replace_all(std::vector<T> values) {
  std::map<ObjectKey, Value> next;
  for (T& value : values) {
    const ObjectKey key = value.meta.key();
    next[key] = std::make_shared<const T>(std::move(value));
  }
  std::map<ObjectKey, Value> before;
  {
    std::unique_lock lock(mutex_);
    before = std::exchange(values_, next);
    graves_.clear();
  }
  for (const auto& [key, old] : before) {
    const auto found = next.find(key);
    if (found == next.end() || found->second->meta.uid != old->meta.uid) tell(key, old, nullptr);
  }
  for (const auto& [key, value] : next) {
    const auto found = before.find(key);
    const bool same_object = found != before.end() && found->second->meta.uid == value->meta.uid;
    if (same_object && found->second->meta.resource_version == value->meta.resource_version) {
      continue;
    }
    tell(key, same_object ? found->second : nullptr, value);
  }
}

template <class T>
bool Store<T>::is_buried(const Meta& meta) const {
  for (const std::string& uid : graves_) {
    if (uid == meta.uid) return true;
  }
  return false;
}

template <class T>
void Store<T>::bury(const std::string& uid) {
  constexpr std::size_t kMostGraves = 64;
  if (uid.empty()) return;
  graves_.push_back(uid);
  if (graves_.size() > kMostGraves) graves_.pop_front();
}

template <class T>
void Store<T>::tell(const ObjectKey& key, const Value& before, const Value& after) const {
  if (listener_) listener_(key, before, after);
}

}  // namespace kube
