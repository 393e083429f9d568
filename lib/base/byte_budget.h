// ByteBudget: how many bytes may stand in memory together, of all who share it and of each of them,
// so that one alone cannot take all. Who finds no room waits for it.
//
// Promises: what is held together is at most `all`, and at most `each` of one sharer; a piece that
// is larger than `each` counts as `each`. What is held is given back when its Held ends, which must
// be before the budget does. Any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"

namespace base {

class ByteBudget {
 public:
  // Some of the budget, until its end.
  class Held {
   public:
    Held() = default;  // nothing
    Held(Held&& other) noexcept { swap(other); }
    Held& operator=(Held&& other) noexcept {
      Held old(std::move(other));
      swap(old);
      return *this;
    }
    ~Held();

   private:
    friend class ByteBudget;
    Held(ByteBudget& budget, std::string sharer, std::size_t bytes)
        : budget_(&budget), sharer_(std::move(sharer)), bytes_(bytes) {}
    void swap(Held& other) noexcept;

    ByteBudget* budget_ = nullptr;
    std::string sharer_;
    std::size_t bytes_ = 0;
  };

  ByteBudget(std::size_t all, std::size_t each) : all_(all), each_(each < all ? each : all) {}

  // Nothing: there was no room for so long, or stop was requested.
  std::optional<Held> take(const std::string& sharer, std::size_t bytes, Millis patience,
                           std::stop_token stop);
  // The most that was ever held together.
  std::size_t most() const;

 private:
  void give_back(const std::string& sharer, std::size_t bytes);

  const std::size_t all_;
  const std::size_t each_;
  mutable std::mutex mutex_;
  std::condition_variable_any room_;
  std::size_t held_ = 0;
  std::size_t most_ = 0;
  std::map<std::string, std::size_t> by_sharer_;  // those who hold some
};

}  // namespace base
