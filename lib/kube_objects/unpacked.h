// Unpacked<T>: a range over objects at rest, each unpacked as it is reached, so that one pass over
// thousands holds one of them at a time. Keeps what it goes over: the Store may change meanwhile.
// One thread.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "kube_objects/at_rest.h"

namespace kube {

template <class T>
class Unpacked {
  using Place = typename std::vector<AtRest<T>>::const_iterator;

 public:
  class Iterator {
   public:
    using value_type = std::shared_ptr<const T>;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    explicit Iterator(Place place) : place_(place) {}
    value_type operator*() const { return place_->value(); }
    Iterator& operator++() {
      ++place_;
      return *this;
    }
    Iterator operator++(int) { return Iterator(place_++); }
    bool operator==(const Iterator&) const = default;

   private:
    Place place_;
  };

  explicit Unpacked(std::vector<AtRest<T>> objects) : objects_(std::move(objects)) {}

  Iterator begin() const { return Iterator(objects_.begin()); }
  Iterator end() const { return Iterator(objects_.end()); }
  std::size_t size() const { return objects_.size(); }

 private:
  std::vector<AtRest<T>> objects_;
};

}  // namespace kube
