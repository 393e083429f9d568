#include "base/byte_budget.h"

#include <algorithm>
#include <utility>

namespace base {

ByteBudget::Held::~Held() {
  if (budget_ != nullptr) budget_->give_back(sharer_, bytes_);
}

void ByteBudget::Held::swap(Held& other) noexcept {
  std::swap(budget_, other.budget_);
  std::swap(sharer_, other.sharer_);
  std::swap(bytes_, other.bytes_);
}

std::optional<ByteBudget::Held> ByteBudget::take(const std::string& sharer, std::size_t bytes,
                                                 Millis patience, std::stop_token stop) {
  const std::size_t counted = std::min(bytes, each_);
  std::unique_lock lock(mutex_);
  const auto has_room = [&] {
    const auto own = by_sharer_.find(sharer);
    return held_ + counted <= all_ && (own == by_sharer_.end() || own->second + counted <= each_);
  };
  if (!room_.wait_for(lock, stop, patience, has_room)) return std::nullopt;
  held_ += counted;
  most_ = std::max(most_, held_);
  by_sharer_[sharer] += counted;
  return Held(*this, sharer, counted);
}

void ByteBudget::give_back(const std::string& sharer, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  held_ -= bytes;
  std::size_t& own = by_sharer_[sharer];
  own -= bytes;
  if (own == 0) by_sharer_.erase(sharer);
  room_.notify_all();
}

std::size_t ByteBudget::most() const {
  const std::lock_guard lock(mutex_);
  return most_;
}

}  // namespace base
