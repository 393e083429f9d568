// Pace: how fast a CA may be asked. As fast as we like until it says that it was too fast (429
// without a problem of ACME, RFC 6585 section 4); from then on one request at a time, at an
// interval that shrinks with each one that is answered and halves with each minute without such a
// word. So what was refused is asked again, and all comes. Any thread.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <utility>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/stop.h"

namespace acme {

class Pace {
 public:
  using Sleep = std::function<void(base::Millis, std::stop_token)>;
  // `sleep`: how a turn is waited for.
  explicit Pace(Sleep sleep = base::sleep_for) : sleep_(std::move(sleep)) {}

  // Waits for the turn of one request. When its turn is more than `patience` away it has none: then
  // how far away.
  std::optional<base::Millis> wait(base::MonoTime now, base::Millis patience, std::stop_token stop);

  // `asked`: how long the CA would have us wait; a minute at most.
  void too_fast(base::MonoTime now, std::optional<base::Seconds> asked);
  void answered();

  base::Millis interval() const;

 private:
  using Interval = std::chrono::duration<double, std::milli>;
  struct State {
    Interval interval{0};
    base::MonoTime next{};
    base::MonoTime slowed{};
  };
  static void quicken(State& state, base::MonoTime now);

  const Sleep sleep_;
  base::Guarded<State> state_;
};

}  // namespace acme
