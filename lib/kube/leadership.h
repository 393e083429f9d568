// Leadership: the thread that keeps a Lease of ours, or another object with the spec of one, and
// what everybody else asks before a write: leads().
//
// Promises: leads() is false from `renew_deadline` after the last renewal on, whatever became of
// this thread, so before any other replica may take over; it is cheap, and any thread may ask. Once
// led and then lost, it calls `lost` (on its own thread, once) and never leads again: the process
// should end. Looks again every `retry`, with a little jitter. The clock should go on while the
// machine sleeps (base::BootClock).
#pragma once

#include <atomic>
#include <functional>
#include <random>
#include <stop_token>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/guarded.h"
#include "kube/client.h"
#include "kube/lease.h"

namespace kube {

// What becomes of it when somebody deletes the object, or the kind. kTakenBack: it goes on, unless
// somebody else has made the object meanwhile.
enum class WhenDeleted { kLost, kTakenBack };

class Leadership {
 public:
  // The client should have a connection of its own, and a deadline below `renew_deadline`.
  Leadership(Client& client, const base::Clock& clock, ObjectKey lease, std::string identity,
             const LeaseTimes& times, std::function<void(const std::string& why)> lost,
             const Resource& resource = kLeases, WhenDeleted when_deleted = WhenDeleted::kLost);
  ~Leadership();

  bool leads() const;
  // "nobody", or who held it at the last look; "" before that.
  std::string holder() const;
  // Blocks until we lead; false when stop came first.
  bool wait(std::stop_token stop) const;
  // Ends the renewals. It is held until they run out.
  void stop();
  // Gives it back, so that another replica need not wait. Only when nothing of ours works any more.
  void release();

 private:
  void run(std::stop_token stop);
  void step(std::stop_token stop);
  bool look(std::stop_token stop);
  bool write(const LeaseRecord& record, bool anew, std::stop_token stop);
  bool take_back(std::stop_token stop);
  void publish();
  base::Millis pause();

  Client& client_;
  const base::Clock& clock_;
  const Resource resource_;
  const WhenDeleted when_deleted_;
  const ObjectKey key_;
  const LeaseTimes times_;
  const std::function<void(const std::string&)> lost_;
  Lease lease_;  // the thread's; after its end, release()'s
  std::mt19937 random_{std::random_device{}()};
  std::string trouble_;   // of the last request; "" when it went well
  bool is_gone_ = false;  // as the last write was answered
  base::Guarded<std::string> holder_;
  std::atomic<base::MonoTime::rep> leads_until_{0};
  std::jthread thread_;
};

}  // namespace kube
