// The times that the tests of the ledger count with.
#pragma once

#include "base/clock.h"

inline constexpr base::Seconds kHour{3600};
inline const base::WallTime kStart{base::Millis(1'800'000'000'000)};
