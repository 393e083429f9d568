// Time, as two types that cannot be mixed up: WallTime (what certificates and statuses carry; may
// jump) and MonoTime (what delays and deadlines are measured in; never goes back).
//
// Code that needs to know the time takes a Clock&, so that tests can advance it. Any thread.
#pragma once

#include <chrono>
#include <ctime>

namespace base {

using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Millis>;
using MonoTime = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall_now() const = 0;
  virtual MonoTime mono_now() const = 0;
};

class SystemClock final : public Clock {
 public:
  WallTime wall_now() const override {
    return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
  }
  MonoTime mono_now() const override { return std::chrono::steady_clock::now(); }
};

// Whose MonoTime goes on while the machine sleeps: for what was promised to others.
class BootClock final : public Clock {
 public:
  WallTime wall_now() const override { return SystemClock().wall_now(); }
  MonoTime mono_now() const override {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return MonoTime(Seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
  }
};

}  // namespace base
