// KeyChangeWaits: since when each issuer's change of its account's key waits for orders, by the
// issuer's uid. Who changes a stolen key cannot wait for what somebody does with their
// Certificates: after kMost the change goes on, and an order that is not through by then answers
// with the new key, or fails and is made again. Only in memory: a restart begins to count anew. Any
// thread.
#pragma once

#include <map>
#include <string>

#include "base/bounded.h"
#include "base/clock.h"
#include "base/guarded.h"

namespace controller {

class KeyChangeWaits {
 public:
  // The names of an order are proved in seconds, as a rule.
  static constexpr base::Millis kMost = std::chrono::minutes(5);
  // Of issuers whose key is being changed, at one time.
  static constexpr std::size_t kMostIssuers = 10'000;

  // Orders are in the way. False: they have been for long enough.
  bool waits(const std::string& uid, base::MonoTime now) {
    return since_.with([&](auto& since) {
      base::make_room(since, uid, kMostIssuers);
      return now < since.try_emplace(uid, now).first->second + kMost;
    });
  }
  void forget(const std::string& uid) {
    since_.with([&](auto& since) { since.erase(uid); });
  }
  std::size_t size() const {
    return since_.with([](const auto& since) { return since.size(); });
  }

 private:
  base::Guarded<std::map<std::string, base::MonoTime>> since_;
};

}  // namespace controller
