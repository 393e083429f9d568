// How long to wait after the n-th failure in a row: first * factor^(n-1), at most `cap`, plus up to
// a fifth at random, so that what failed together does not try again together.
#pragma once

#include <algorithm>
#include <random>

#include "base/clock.h"

namespace base {

struct Backoff {
  Millis first{1000};
  Millis cap{std::chrono::hours(1)};
  int factor = 2;

  // failures >= 1. Pure but for the random source.
  template <class Random>
  Millis after(int failures, Random& random) const {
    Millis plain = first;
    for (int n = 1; n < failures && plain < cap; ++n) plain *= factor;
    plain = std::min(plain, cap);
    return plain + Millis(std::uniform_int_distribution<long long>(0, plain.count() / 5)(random));
  }
};

}  // namespace base
