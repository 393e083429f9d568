// Asking a CA, as far as others ask it too: a step that would ask one that is down waits with all
// others (Outages), and each tells the others what it met.
#pragma once

#include "acme_objects/error.h"
#include "base/look_again.h"
#include "lifecycle/decide.h"
#include "pass/pass.h"

namespace controller {

// What came of it. heard_trouble() says how long everybody waits now, zero when they need not.
base::Millis heard_trouble(const Pass& pass, const acme::Error& error);
void heard_answer(const Pass& pass);
// Either of them.
void heard(const Pass& pass, const acme::Error& error);

// Held by a step that asks a CA while it does. Its own wait is said in the status, where an
// issuance is due.
class Asking {
 public:
  Asking(const Pass& pass, const lifecycle::Step& step);
  ~Asking();
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  // Whether it must wait, and what to return then.
  bool is_held_back() const { return wait_.has_value(); }
  base::LookAgain wait() const;

 private:
  const Pass& pass_;
  std::string ca_;  // "" when none is asked
  std::optional<Outages::Wait> wait_;
};

}  // namespace controller
