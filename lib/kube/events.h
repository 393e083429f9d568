// EventRecorder: Event objects (events.k8s.io/v1), so that `kubectl describe` shows what happened.
// Best effort: on a thread and a bounded queue of its own (1,000; the oldest is dropped), never
// blocking a caller, never retried more than 3 times. The same (object, reason, note) again within
// 10 minutes is not written again. What it keeps of an Event is at most 2 KiB, however long its
// note and the annotations of its object.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "kube/client.h"
#include "kube_objects/object.h"

namespace kube {

struct Event {
  Resource resource;  // of the object it is about
  Meta regarding;
  bool warning = false;
  std::string reason;  // a word of api/reasons.h
  std::string action;  // a word: what we were doing
  std::string note;    // cut at 1,024 bytes by record()
};

class EventRecorder {
 public:
  // `instance` is this process (the pod's name).
  EventRecorder(Client& client, const base::Clock& clock, std::string controller,
                std::string instance);
  ~EventRecorder();  // gives what is queued up to a second to be written
  void record(Event event);

 private:
  void run(std::stop_token stop);
  void write(const Event& event, std::stop_token stop);
  bool is_repetition(const Event& event);

  Client& client_;
  const base::Clock& clock_;
  const std::string controller_;
  const std::string instance_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable drained_;
  bool writing_ = false;
  std::deque<Event> queue_;
  // By object and reason, and a hash of the note: who makes notes of the same hash has the Events
  // of their own object dropped.
  std::map<std::string, base::MonoTime> recent_;
  std::jthread thread_;
};

}  // namespace kube
