// Result<T, E>: a value, or the reason there is none.
//
// For what the outside may refuse (404, a timeout, a CA's problem document). What cannot happen is
// an exception. The names are those of std::expected (C++23), which g++ 12 does not have in C++20.
#pragma once

#include <optional>
#include <utility>
#include <variant>

namespace base {

template <class E>
struct Unexpected {
  E error;
};

template <class E>
Unexpected<std::decay_t<E>> unexpected(E&& error) {
  return {std::forward<E>(error)};
}

template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  template <class F>
  Result(Unexpected<F> reason) : state_(std::in_place_index<1>, std::move(reason.error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  // Throw std::bad_variant_access when there is no value, or no error.
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const E& error() const& { return std::get<1>(state_); }
  E&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, E> state_;
};

template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  template <class F>
  Result(Unexpected<F> reason) : error_(std::move(reason.error)) {}

  bool has_value() const { return !error_; }
  explicit operator bool() const { return has_value(); }
  const E& error() const { return error_.value(); }

 private:
  std::optional<E> error_;
};

}  // namespace base
