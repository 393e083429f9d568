// FakeClock: time that advances when told. Any thread.
#pragma once

#include "base/clock.h"
#include "base/guarded.h"

namespace fakes {

class FakeClock final : public base::Clock {
 public:
  explicit FakeClock(base::WallTime start = base::WallTime(std::chrono::hours(24 * 365 * 56)))
      : start_(start) {}

  base::WallTime wall_now() const override {
    return start_ + since_.with([](auto& t) { return t; });
  }
  base::MonoTime mono_now() const override {
    return base::MonoTime(since_.with([](auto& t) { return t; }));
  }
  void advance(base::Millis step) {
    since_.with([step](auto& t) { t += step; });
  }

 private:
  const base::WallTime start_;
  base::Guarded<base::Millis> since_;
};

}  // namespace fakes
