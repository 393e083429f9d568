// Asking a CA, as far as others ask it too: a step that would ask one that is down waits with all
// others (Outages), and each tells the others what it met.
#pragma once

#include "acme_objects/error.h"
#include "lifecycle/decide.h"
#include "pass/pass.h"

namespace controller {

// What came of it. note_trouble() says how long everybody waits now, zero when they need not.
base::Millis note_trouble(const Pass& pass, const acme::Error& error);
void note_answer(const Pass& pass);
// Either of them.
void note_error(const Pass& pass, const acme::Error& error);

// A step that asks a CA has one for as long as it does.
class Asking {
 public:
  Asking(const Pass& pass, const lifecycle::Step& step);
  ~Asking();
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  // Why it must wait; nothing: it may ask.
  const std::optional<Outages::Wait>& wait() const { return wait_; }

 private:
  const Pass& pass_;
  std::string ca_;  // "" when none is asked
  std::optional<Outages::Wait> wait_;
};

}  // namespace controller
