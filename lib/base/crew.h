// Crew: threads for work that blocks on strangers. Each piece of work gets a thread at once while
// there are fewer than `most`, and fewer than `most_of_an_owner` for its owner; beyond that it
// waits for its turn (turns.h). A thread that has found nothing to do for a while ends, so that an
// idle crew costs nothing.
//
// The destructor asks the work under way to stop, drops what waits, and returns when all threads
// have ended. Any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/turns.h"

namespace base {

class Crew {
 public:
  using Work = std::function<void(std::stop_token)>;

  Crew(std::size_t most, std::size_t most_of_an_owner, Millis idle)
      : most_(most), idle_(idle), turns_(most_of_an_owner) {}
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  void add(const std::string& owner, Work work);

 private:
  using Jobs = Turns<Work>;

  void run();
  // A thread more, where a job could have one. Under the lock.
  void grow();
  std::optional<Jobs::Turn> next();
  void done(const std::string& owner);

  const std::size_t most_;
  const Millis idle_;
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  Jobs turns_;
  std::size_t threads_ = 0;
  std::size_t resting_ = 0;  // threads that wait for work
};

}  // namespace base
