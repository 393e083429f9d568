// How long to wait after the n-th failure in a row: first * 2^(n-1), at most `cap`, plus up to a
// fifth at random, so that what failed together does not try again together.
#pragma once

#include <algorithm>
#include <random>

#include "base/clock.h"

namespace base {

struct Backoff {
  Millis first{1000};
  Millis cap{std::chrono::hours(1)};

  // failures >= 1. Pure but for the random source.
  template <class Random>
  Millis after(int failures, Random& random) const {
    const int doublings = std::clamp(failures - 1, 0, 30);
    const Millis plain = std::min<Millis>(cap, first * (1LL << doublings));
    return plain + Millis(std::uniform_int_distribution<long long>(0, plain.count() / 5)(random));
  }
};

}  // namespace base
