// Watch: the thread that keeps a Store true: performs what WatchMachine says for one kind, decodes
// each object, and puts it into the store. An object that cannot be decoded is logged with its key
// and left out (the version before it stays); one of another kind is skipped; the rest goes on.
// After failures it pauses as the machine says; a stream silent for longer than the server was
// asked to hold it is closed. The destructor stops the thread within milliseconds.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "kube/client.h"
#include "kube/object.h"
#include "kube/store.h"
#include "kube/watch_machine.h"

namespace kube {

struct WatchTarget {
  Resource resource;
  std::string namespace_;      // "" for all
  std::string label_selector;  // "" for all
};

// What the thread does with events; made by Watch's template constructor.
using StoreSink = std::function<void(const StoreEvent&)>;

class Watch {
 public:
  template <class T>
  Watch(Client& client, WatchTarget target, Store<T>& store, T (*decode)(const wire::Object&));
  ~Watch();

  // The store holds the whole state as of some moment after the start.
  bool synced() const { return synced_; }
  // It is synced, and the last try to hear more has not failed.
  bool current() const { return synced_ && !failing_; }
  // The kind's plural, for metrics.
  std::string name() const { return std::string(target_.resource.plural); }
  // "certificates in team-a", or "certificates".
  std::string text() const;

 private:
  void start();
  void run(std::stop_token stop);
  void list(WatchMachine& machine, const ListNext& act, std::stop_token stop);
  void open(WatchMachine& machine, const OpenStream& act, std::stop_token stop);
  std::string read_line(WatchMachine& machine, std::string_view line);
  void take(WatchMachine& machine, std::vector<StoreEvent> events);
  base::Seconds stream_timeout(const OpenStream& act);
  std::string query(const OpenStream& act, base::Seconds timeout) const;
  void pause(const WatchMachine& machine, std::stop_token stop);
  static void log(const std::string& message);

  Client& client_;
  const WatchTarget target_;
  StoreSink sink_;
  std::mt19937 random_{std::random_device{}()};
  std::atomic<bool> synced_ = false;
  std::atomic<bool> failing_ = false;
  std::jthread thread_;
};

}  // namespace kube

#include "kube/watch_impl.h"
