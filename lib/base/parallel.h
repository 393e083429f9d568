// in_parallel: the same small thing for many, at once, where each is a wait for somebody far away.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace base {

// Calls work(i) for each i below `count`, from at most `most` threads, and returns when all are
// done. `work` must not throw. One alone is called on this thread.
template <class Work>
void in_parallel(std::size_t count, std::size_t most, Work&& work) {
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(count, most); ++i) threads.emplace_back(take);
  take();
}

}  // namespace base
