#include "pass/key_maker.h"

#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include "base/log.h"
#include "base/turns.h"

namespace controller {

struct KeyMaker::Desk {
  struct Job {
    std::string uid;
    kube::ObjectKey certificate;
    crypto::KeySpec spec;
    bool operator==(const Job&) const = default;
  };
  std::mutex mutex;
  std::condition_variable wake;
  bool closed = false;
  Listener ready;
  base::Turns<Job> waiting;              // by namespace
  std::map<std::string, Job> under_way;  // waiting ones too, by uid
  std::map<std::string, crypto::PrivateKey> made;
  std::set<std::thread::id> busy;

  explicit Desk(std::size_t most_of_a_namespace) : waiting(most_of_a_namespace) {}

  // Nothing when closed.
  std::optional<Job> next() {
    std::unique_lock lock(mutex);
    wake.wait(lock, [this] { return closed || waiting.has_next(); });
    if (closed) return std::nullopt;
    busy.insert(std::this_thread::get_id());
    return waiting.next()->job;
  }

  // The listener is called under the lock, so that it is never called after the end.
  void deliver(const Job& job, const std::optional<crypto::PrivateKey>& key) {
    std::lock_guard lock(mutex);
    busy.erase(std::this_thread::get_id());
    waiting.done(job.certificate.namespace_);
    wake.notify_one();
    const bool wanted = under_way.erase(job.uid) > 0;
    if (closed || !wanted) return;
    if (key) made.insert_or_assign(job.uid, *key);
    ready(job.certificate);
  }

  void work() {
    while (const auto job = next()) {
      std::optional<crypto::PrivateKey> key;
      try {
        key = crypto::PrivateKey::generate(job->spec);
      } catch (const std::exception& e) {
        base::log_error("KeyFailed", {{"message", e.what()}});
      }
      deliver(*job, key);
    }
  }
};

// One thread is always left for another namespace.
KeyMaker::KeyMaker(int threads, Listener ready)
    : desk_(std::make_shared<Desk>(static_cast<std::size_t>(std::max(1, threads - 1)))) {
  desk_->ready = std::move(ready);
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([desk = desk_] {
      setpriority(PRIO_PROCESS, 0, 19);  // of this thread alone: certificates under way come first
      desk->work();
    });
  }
}

// Only a thread with a key under way is left to itself.
KeyMaker::~KeyMaker() {
  std::set<std::thread::id> busy;
  {
    std::lock_guard lock(desk_->mutex);
    desk_->closed = true;
    desk_->wake.notify_all();
    busy = desk_->busy;
  }
  for (std::thread& thread : threads_) {
    if (busy.contains(thread.get_id())) {
      thread.detach();
    } else {
      thread.join();
    }
  }
}

void KeyMaker::forget(const std::string& uid) {
  std::lock_guard lock(desk_->mutex);
  desk_->made.erase(uid);
  const auto found = desk_->under_way.find(uid);
  if (found == desk_->under_way.end()) return;
  desk_->waiting.drop(found->second.certificate.namespace_,
                      [&](const Desk::Job& job) { return job.uid == uid; });
  const kube::ObjectKey certificate = found->second.certificate;
  desk_->under_way.erase(found);
  desk_->ready(certificate);  // it may only have been late, and waits for this
}

std::size_t KeyMaker::size() const {
  std::lock_guard lock(desk_->mutex);
  return desk_->made.size() + desk_->under_way.size();
}

std::optional<crypto::PrivateKey> KeyMaker::take(const std::string& uid,
                                                 const kube::ObjectKey& certificate,
                                                 crypto::KeySpec spec) {
  std::lock_guard lock(desk_->mutex);
  const auto found = desk_->made.find(uid);
  if (found != desk_->made.end()) {
    crypto::PrivateKey key = found->second;
    desk_->made.erase(found);
    if (key.spec() == spec) return key;
  }
  const Desk::Job job{uid, certificate, spec};
  if (desk_->under_way.try_emplace(uid, job).second) {
    desk_->waiting.add(certificate.namespace_, job);
    desk_->wake.notify_one();
  }
  return std::nullopt;
}

}  // namespace controller
