#include "acme/pace.h"

#include <algorithm>
#include <chrono>

namespace acme {
namespace {

constexpr base::Millis kFirst{150};  // CAs that have such a limit let some seven a second through
constexpr base::Millis kLongest{5000};
constexpr base::Millis kShortest{20};  // below it, none
constexpr base::Millis kLongestPause{60'000};
constexpr base::Seconds kQuiet{60};
constexpr double kShrinks = 0.99;  // to a third within 100 answers

}  // namespace

void Pace::quicken(State& state, base::MonoTime now) {
  for (; state.interval.count() > 0 && now - state.slowed >= kQuiet; state.slowed += kQuiet) {
    state.interval /= 2;
    if (state.interval < kShortest) state.interval = Interval{0};
  }
}

std::optional<base::Millis> Pace::wait(base::MonoTime now, base::Millis patience,
                                       std::stop_token stop) {
  const base::Millis away = state_.with([&](State& state) {
    quicken(state, now);
    const base::MonoTime at = std::max(state.next, now);
    const auto step = std::chrono::duration_cast<base::MonoTime::duration>(state.interval);
    const bool taken = at - now <= patience && step.count() > 0;
    if (taken) state.next = at + step;
    return std::chrono::ceil<base::Millis>(at - now);
  });
  if (away > patience) return away;
  if (away > base::Millis(0)) sleep_(away, stop);
  return std::nullopt;
}

// Of requests that were on their way together the first one counts.
void Pace::too_fast(base::MonoTime now, std::optional<base::Seconds> asked) {
  state_.with([&](State& state) {
    const bool together = state.interval.count() > 0 && now - state.slowed < 2 * state.interval;
    if (!together) {
      state.interval = std::clamp<Interval>(2 * state.interval, kFirst, kLongest);
      state.slowed = now;
      const auto pause = std::chrono::ceil<base::Millis>(state.interval);
      state.next = std::max(state.next, now + pause);
    }
    const base::Millis wish = asked.value_or(base::Seconds(0));
    state.next = std::max(state.next, now + std::min(wish, kLongestPause));
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
