// Observer: who counts the requests that are sent to CAs.
#pragma once

#include <functional>
#include <string_view>

#include "base/clock.h"

namespace acme {

// One request that was sent.
struct Exchanged {
  std::string_view endpoint;  // "directory", "newNonce", "newOrder", …
  std::string_view outcome;   // a word of acme/outcome.h
  base::MonoTime::duration duration{};
};
using Observer = std::function<void(const Exchanged&)>;

}  // namespace acme
