// How a program ends: SIGTERM or SIGINT become one std::stop_source, which every thread's waits
// watch.
//
// block_stop_signals() must be called in main before any thread starts; wait_for_stop_signal() then
// blocks the calling thread until one arrives. sleep_for() returns at once when stop is requested.
#pragma once

#include <stop_token>

#include "base/clock.h"

namespace base {

void block_stop_signals();

// The signal's number.
int wait_for_stop_signal();

// False when it was cut short by the stop.
bool sleep_for(Millis delay, std::stop_token stop);

}  // namespace base
