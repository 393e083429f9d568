// Packer and Unpacker: values as bytes, one member behind the other, and back: for what a process
// keeps of many thousand objects, where maps and texts of their own would take some times the
// memory. Only for the process that packed it: neither for files nor for others.
//
// For bool, whole numbers, enums, times, texts, optional, Boxed, vector, map and aggregates of
// those. Numbers and lengths take as many bytes as they need. An Unpacker trusts the bytes to be
// those of what it is asked for. Not for two threads at once.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/boxed.h"
#include "base/fields.h"

namespace base {

class Packer {
 public:
  void put(std::integral auto number) { write_number(static_cast<std::int64_t>(number)); }
  template <class T>
  requires std::is_enum_v<T>
  void put(T value) { write_number(static_cast<std::int64_t>(value)); }
  template <class Rep, class Period>
  void put(std::chrono::duration<Rep, Period> time) {
    write_number(time.count());
  }
  template <class Clock, class Duration>
  void put(std::chrono::time_point<Clock, Duration> time) {
    put(time.time_since_epoch());
  }
  void put(const std::string& text) {
    put(text.size());
    bytes_ += text;
  }
  template <class T>
  void put(const std::optional<T>& maybe) {
    put_maybe(maybe);
  }
  template <class T>
  void put(const Boxed<T>& maybe) {
    put_maybe(maybe);
  }
  template <class T>
  void put(const std::vector<T>& all) {
    put(all.size());
    for (const T& each : all) put(each);
  }
  template <class K, class V>
  void put(const std::map<K, V>& all) {
    put(all.size());
    for (const auto& [key, value] : all) {
      put(key);
      put(value);
    }
  }
  template <class T>
  requires std::is_aggregate_v<T>
  void put(const T& value) {
    std::apply([this](const auto&... each) { (put(each), ...); }, fields(value));
  }

  const std::string& bytes() const { return bytes_; }

 private:
  template <class Maybe>
  void put_maybe(const Maybe& maybe) {
    put(maybe.has_value());
    if (maybe) put(*maybe);
  }

  // Seven bits a byte, the lowest first; a negative number by its distance from -1.
  void write_number(std::int64_t number) {
    auto rest = static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63);
    for (; rest >= 0x80; rest >>= 7) bytes_ += static_cast<char>(rest | 0x80);
    bytes_ += static_cast<char>(rest);
  }

  std::string bytes_;
};

class Unpacker {
 public:
  explicit Unpacker(const char* bytes) : next_(bytes) {}

  // A text, where it lies.
  std::string_view text() {
    const auto size = static_cast<std::size_t>(read_number());
    return {std::exchange(next_, next_ + size), size};
  }

  template <class T>
  T get() {
    T value{};
    read(value);
    return value;
  }

 private:
  template <class T>
  requires std::integral<T> || std::is_enum_v<T>
  void read(T& value) { value = static_cast<T>(read_number()); }
  template <class Rep, class Period>
  void read(std::chrono::duration<Rep, Period>& time) {
    time = std::chrono::duration<Rep, Period>(read_number());
  }
  template <class Clock, class Duration>
  void read(std::chrono::time_point<Clock, Duration>& time) {
    time = std::chrono::time_point<Clock, Duration>(get<Duration>());
  }
  void read(std::string& value) { value = text(); }
  template <class T>
  void read(std::optional<T>& maybe) {
    read_maybe<T>(maybe);
  }
  template <class T>
  void read(Boxed<T>& maybe) {
    read_maybe<T>(maybe);
  }
  template <class T>
  void read(std::vector<T>& all) {
    const auto size = static_cast<std::size_t>(read_number());
    all.reserve(size);
    for (std::size_t i = 0; i < size; ++i) all.push_back(get<T>());
  }
  template <class K, class V>
  void read(std::map<K, V>& all) {
    for (std::int64_t left = read_number(); left > 0; --left) {
      K key = get<K>();
      all.emplace_hint(all.end(), std::move(key), get<V>());
    }
  }
  template <class T>
  requires std::is_aggregate_v<T>
  void read(T& value) {
    std::apply([this](auto&... each) { (read(each), ...); }, fields(value));
  }

  template <class T>
  void read_maybe(auto& maybe) {
    if (get<bool>()) maybe = get<T>();
  }

  std::int64_t read_number() {
    std::uint64_t number = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(*next_++);
      number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return static_cast<std::int64_t>(number >> 1 ^ (0 - (number & 1)));
  }

  const char* next_;
};

}  // namespace base
