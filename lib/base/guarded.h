// Guarded<T>: a value that cannot be touched without its mutex. Any thread.
#pragma once

#include <mutex>
#include <utility>

namespace base {

template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  // Calls use(T&) under the lock and returns its result by value, so that nothing that points
  // inside can leave. `use` must not block and must not call back into this object.
  template <class Use>
  auto with(Use&& use) {
    std::lock_guard lock(mutex_);
    return use(value_);
  }
  template <class Use>
  auto with(Use&& use) const {
    std::lock_guard lock(mutex_);
    return use(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace base
