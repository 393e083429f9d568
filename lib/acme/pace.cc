#include "acme/pace.h"

#include <algorithm>
#include <chrono>

#include "base/stop.h"

namespace acme {
namespace {

constexpr base::Millis kPatience{30'000};
constexpr base::Millis kFirst{150};  // CAs that have such a limit let some seven a second through
constexpr base::Millis kLongest{5000};
constexpr base::Millis kShortest{20};  // below it, none
constexpr double kShrinks = 0.99;      // to a third within 100 answers

}  // namespace

bool Pace::wait(base::MonoTime now, std::stop_token stop) {
  const auto turn = state_.with([&](State& state) -> std::optional<base::MonoTime> {
    const base::MonoTime at = std::max(state.next, now);
    if (at - now > kPatience) return std::nullopt;
    const auto step = std::chrono::duration_cast<base::MonoTime::duration>(state.interval);
    if (step.count() > 0) state.next = at + step;
    return at;
  });
  if (!turn) return false;
  return *turn == now || base::sleep_for(std::chrono::ceil<base::Millis>(*turn - now), stop);
}

// Of requests that were on their way together the first one counts.
void Pace::too_fast(base::MonoTime now, std::optional<base::Seconds> asked) {
  state_.with([&](State& state) {
    const bool together = state.interval.count() > 0 && now - state.slowed < 2 * state.interval;
    if (!together) {
      state.interval = std::clamp<Interval>(2 * state.interval, kFirst, kLongest);
      state.slowed = now;
    }
    const base::Millis pause =
        std::clamp<base::Millis>(asked.value_or(base::Seconds(0)),
                                 std::chrono::ceil<base::Millis>(state.interval), 2 * kPatience);
    if (!together) state.next = std::max(state.next, now + pause);
  });
}

void Pace::answered() {
  state_.with([](State& state) {
    state.interval *= kShrinks;
    if (state.interval < kShortest) state = State{};
  });
}

base::Millis Pace::interval() const {
  return state_.with(
      [](const State& state) { return std::chrono::ceil<base::Millis>(state.interval); });
}

}  // namespace acme
