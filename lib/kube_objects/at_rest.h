// AtRest<T>: an object as a Store keeps it, packed into one piece of memory: a fraction of what a T
// takes, whose texts and maps are dozens of small pieces that lie scattered among what comes and
// goes. Immutable; copies share it. Any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <set>
#include <string_view>

#include "base/packed.h"
#include "kube_objects/object.h"

namespace kube {

template <class T>  // whose first member is `kube::Meta meta`
class AtRest {
 public:
  AtRest(const T& value);

  std::size_t size() const { return size_; }  // in bytes

  // The same object, at `place` in memory that `whole` holds.
  AtRest copied(const std::shared_ptr<char[]>& whole, char* place) const {
    std::copy_n(bytes_.get(), size_, place);
    AtRest copy = *this;
    copy.bytes_ = std::shared_ptr<const char[]>(whole, place);
    return copy;
  }

  std::shared_ptr<const T> value() const;

  // The first members of Meta, as long as this lives.
  struct Identity {
    std::string_view name;
    std::string_view namespace_;
    std::string_view uid;
    std::string_view resource_version;
    ObjectKey key() const { return {std::string(namespace_), std::string(name)}; }
  };
  Identity identity() const {
    base::Unpacker members(bytes_.get());
    return {members.text(), members.text(), members.text(), members.text()};
  }

 private:
  std::shared_ptr<const char[]> bytes_;
  std::size_t size_ = 0;
};

// Outside the class, so not inline: `extern template` then keeps this code out of other files.
template <class T>
AtRest<T>::AtRest(const T& value) {
  base::Packer packer;
  packer.put(value);
  const std::string& packed = packer.bytes();
  const auto bytes = std::make_shared_for_overwrite<char[]>(packed.size());
  std::ranges::copy(packed, bytes.get());
  bytes_ = bytes;
  size_ = packed.size();
}

template <class T>
std::shared_ptr<const T> AtRest<T>::value() const {
  return std::make_shared<const T>(base::Unpacker(bytes_.get()).template get<T>());
}

// Whether both are the same object in the same state.
template <class T>
bool same_state(const AtRest<T>& one, const AtRest<T>& other) {
  return one.identity().uid == other.identity().uid &&
         one.identity().resource_version == other.identity().resource_version;
}

// Sorts by key; finds by key.
struct ByKey {
  using is_transparent = void;
  struct Place {
    std::string_view namespace_;
    std::string_view name;
    auto operator<=>(const Place&) const = default;
  };
  static Place place(const ObjectKey& key) { return {key.namespace_, key.name}; }
  template <class T>
  static Place place(const AtRest<T>& object) {
    const auto identity = object.identity();
    return {identity.namespace_, identity.name};
  }
  bool operator()(const auto& left, const auto& right) const { return place(left) < place(right); }
};

template <class T>
using Shelf = std::set<AtRest<T>, ByKey>;

// In place of the one with its key.
template <class T>
void put_on(Shelf<T>& shelf, const AtRest<T>& object) {
  const auto [place, fresh] = shelf.insert(object);
  if (!fresh) shelf.insert(shelf.erase(place), object);
}

// The same objects, one behind the other in one piece of memory.
template <class T>
Shelf<T> gathered(const Shelf<T>& shelf) {
  std::size_t size = 0;
  for (const AtRest<T>& object : shelf) size += object.size();
  const auto whole = std::make_shared_for_overwrite<char[]>(size);
  char* place = whole.get();
  Shelf<T> copies;
  for (const AtRest<T>& object : shelf) {
    copies.insert(copies.end(), object.copied(whole, place));
    place += object.size();
  }
  return copies;
}

}  // namespace kube
