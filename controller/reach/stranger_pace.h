// StrangerPace: how fast a namespace may send looks that come to nothing. Whoever writes names may
// let them lead to somebody else's port 80, which must not be flooded. Looks that find our own
// sidecar cost nothing here.
//
// 200 at once, because a route needs a moment to be live; after that 20 a second. A namespace whose
// names cannot be seen from inside (a hairpin) is held to that too, and is not harmed: a name that
// answers nothing is left to the CA after one look that took three seconds in all, so a thousand of
// them are through in 40 s, in which Let's Encrypt takes three orders. Any thread.
#pragma once

#include <map>
#include <string>

#include "base/clock.h"
#include "base/guarded.h"

namespace controller {

class StrangerPace {
 public:
  static constexpr double kAtOnce = 200;
  static constexpr double kPerSecond = 20;

  // The clock must outlive it.
  explicit StrangerPace(const base::Clock& clock) : clock_(clock) {}

  // A look of the namespace came to nothing: whether it was within the pace.
  bool has_room(const std::string& namespace_);

  static constexpr std::size_t kMost = 10'000;  // namespaces; what is dropped begins anew
  std::size_t size() const;

 private:
  struct Bucket {
    double left = kAtOnce;
    base::MonoTime at;
  };
  const base::Clock& clock_;
  base::Guarded<std::map<std::string, Bucket>> buckets_;
};

}  // namespace controller
