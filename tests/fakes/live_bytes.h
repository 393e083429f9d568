// live_bytes(): what the heap holds now; PeakWatch: the most that it held meanwhile, looked at
// every millisecond. For tests that say how much something may take. Any thread.
#pragma once

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <thread>

// Sanitizers have a heap of their own.
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace fakes {

inline std::size_t live_bytes() {
  if (__sanitizer_get_current_allocated_bytes != nullptr)
    return __sanitizer_get_current_allocated_bytes();
  const struct mallinfo2 all = mallinfo2();
  return all.uordblks + all.hblkhd;
}

class PeakWatch {
 public:
  // Above what there was when it began.
  std::size_t peak() const {
    const std::size_t most = std::max(most_.load(), live_bytes());
    return most > before_ ? most - before_ : 0;
  }

 private:
  const std::size_t before_ = live_bytes();
  std::atomic<std::size_t> most_ = 0;
  std::jthread watcher_{[this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      most_ = std::max(most_.load(), live_bytes());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }};
};

}  // namespace fakes
