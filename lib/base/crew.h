// Crew: threads for work that blocks on strangers. Each piece of work gets a thread at once while
// there are fewer than `most`; beyond that it waits for its turn. A thread that has found nothing
// to do for a while ends, so that an idle crew costs nothing.
//
// The destructor asks the work under way to stop, drops what waits, and returns when all threads
// have ended. Any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>

#include "base/clock.h"

namespace base {

class Crew {
 public:
  using Work = std::function<void(std::stop_token)>;

  Crew(std::size_t most, Millis idle) : most_(most), idle_(idle) {}
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  void add(Work work);

 private:
  void run();
  bool next(Work& work);

  const std::size_t most_;
  const Millis idle_;
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Work> waiting_;
  std::size_t threads_ = 0;
  std::size_t resting_ = 0;  // threads that wait for work
};

}  // namespace base
