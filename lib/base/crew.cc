#include "base/crew.h"

#include <exception>
#include <thread>

#include "base/log.h"

namespace base {

Crew::~Crew() {
  stop_.request_stop();
  std::unique_lock lock(mutex_);
  waiting_.clear();
  changed_.notify_all();
  changed_.wait(lock, [this] { return threads_ == 0; });
}

void Crew::add(Work work) {
  std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(work));
  changed_.notify_all();
  if (waiting_.size() <= resting_ || threads_ == most_) return;
  ++threads_;
  std::thread([this] { run(); }).detach();
}

void Crew::run() {
  Work work;
  while (next(work)) {
    try {
      work(stop_.get_token());
    } catch (const std::exception& e) {
      log_error("WorkFailed", {{"message", e.what()}});
    }
    work = nullptr;
  }
}

// The last that a thread does here, under the lock, is to say that it is gone.
bool Crew::next(Work& work) {
  std::unique_lock lock(mutex_);
  ++resting_;
  changed_.wait_for(lock, idle_, [this] { return !waiting_.empty() || stop_.stop_requested(); });
  --resting_;
  if (waiting_.empty() || stop_.stop_requested()) {
    --threads_;
    changed_.notify_all();
    return false;
  }
  work = std::move(waiting_.front());
  waiting_.pop_front();
  return true;
}

}  // namespace base
