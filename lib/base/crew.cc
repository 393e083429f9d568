#include "base/crew.h"

#include <exception>
#include <system_error>
#include <thread>

#include "base/log.h"

namespace base {

Crew::~Crew() {
  stop_.request_stop();
  std::unique_lock lock(mutex_);
  turns_.clear_waiting();
  changed_.notify_all();
  changed_.wait(lock, [this] { return threads_ == 0; });
}

void Crew::add(const std::string& owner, Work work) {
  std::lock_guard lock(mutex_);
  turns_.add(owner, std::move(work));
  grow();
}

void Crew::grow() {
  if (!turns_.has_next()) return;
  if (resting_ > 0) return changed_.notify_one();  // it calls this again once it has its job
  if (threads_ == most_) return;
  try {
    std::thread([this] { run(); }).detach();
    ++threads_;
  } catch (const std::system_error& e) {
    if (threads_ == 0) throw;  // else those that there are do it later
    log_error("NoThread", {{"message", e.what()}});
  }
}

void Crew::run() {
  while (auto turn = next()) {
    try {
      turn->job(stop_.get_token());
    } catch (const std::exception& e) {
      log_error("WorkFailed", {{"message", e.what()}});
    }
    turn->job = nullptr;
    done(turn->owner);
  }
}

void Crew::done(const std::string& owner) {
  std::lock_guard lock(mutex_);
  turns_.done(owner);
}

// The last that a thread does here, under the lock, is to say that it is gone.
std::optional<Crew::Jobs::Turn> Crew::next() {
  std::unique_lock lock(mutex_);
  ++resting_;
  std::optional<Jobs::Turn> turn;
  changed_.wait_for(lock, idle_, [&] {
    if (stop_.stop_requested()) return true;
    turn = turns_.next();
    return turn.has_value();
  });
  --resting_;
  if (turn && !stop_.stop_requested()) {
    grow();
    return turn;
  }
  --threads_;
  changed_.notify_all();
  return std::nullopt;
}

}  // namespace base
