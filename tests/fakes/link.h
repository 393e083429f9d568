// Link: a way to a server on this machine, through a network that is slow, or that drops what it
// carries. Any thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "base/clock.h"
#include "fakes/scripted_server.h"

namespace fakes {

struct LinkHabits {
  base::Millis delay{0};  // of each piece of at most 4 KiB, either way
  int drop_each = 0;      // of so many connections one is reset; 0: none
  std::size_t after = 0;  // bytes that pass on it before that
};

class Link {
 public:
  explicit Link(LinkHabits habits) : habits_(habits) {}

  std::uint16_t port() const { return server_.port(); }
  void lead_to(std::uint16_t port) { to_ = port; }
  int dropped() const { return dropped_; }

 private:
  void carry(Peer& peer) {
    const bool is_bad = habits_.drop_each > 0 && peer.number % habits_.drop_each == 0;
    peer.relay_to(to_, [&](std::size_t passed) {
      std::this_thread::sleep_for(habits_.delay);
      const bool drops = is_bad && passed >= habits_.after;
      if (drops) ++dropped_;
      if (drops) peer.reset();
      return !drops;
    });
  }

  const LinkHabits habits_;
  std::atomic<std::uint16_t> to_ = 0;
  std::atomic<int> dropped_ = 0;
  ScriptedServer server_{[this](Peer& peer) { carry(peer); }};  // the last: it uses the others
};

}  // namespace fakes
