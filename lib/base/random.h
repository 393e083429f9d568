// This thread's own source of random numbers, for what is spread so that many do not come at once.
// Not for secrets: those come from crypto/digest.h.
#pragma once

#include <random>

namespace base {

std::mt19937& random_source();

}  // namespace base
