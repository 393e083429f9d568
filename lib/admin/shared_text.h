// SharedText: a text that is costly to make, made at most once a second and shared by all who ask
// for it meanwhile. It is kept compressed. Any thread; who asks while it is made waits for that.
#pragma once

#include <functional>
#include <memory>
#include <ostream>

#include "admin/packed_text.h"
#include "base/clock.h"
#include "base/guarded.h"

namespace admin {

class SharedText {
 public:
  // The clock must outlive it.
  SharedText(std::function<void(std::ostream&)> make, const base::Clock& clock)
      : make_(std::move(make)), clock_(clock) {}

  // At most a second old, counted from when it was begun.
  std::shared_ptr<const PackedText> get();

 private:
  struct Made {
    std::shared_ptr<const PackedText> text;
    base::MonoTime at;
  };
  const std::function<void(std::ostream&)> make_;
  const base::Clock& clock_;
  base::Guarded<Made> made_;
};

}  // namespace admin
