// Asking a CA, as far as others ask it too: a step that would ask one that is down waits with all
// others (Outages), and each tells the others what it met.
#pragma once

#include "acme/client.h"
#include "controller/decide.h"
#include "controller/pass.h"

namespace controller {

// The CA of the Certificate's issuer, by the name that Outages has for it; "" without an issuer.
std::string ca_of(const Pass& pass);

// Trouble of the CA's or on the way to it: it may pass by itself, and means nothing for what was
// asked.
bool is_trouble(const acme::Error& error);

// What came of it. heard_trouble() says how long everybody waits now, zero when they need not.
base::Millis heard_trouble(const Pass& pass, const acme::Error& error);
void heard_answer(const Pass& pass);
// Either of them.
void heard(const Pass& pass, const acme::Error& error);

// Held by a step that asks a CA while it does. Its own wait is said in the status, where an
// issuance is due.
class Asking {
 public:
  Asking(const Pass& pass, const Step& step);
  ~Asking();
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  // Whether it must wait, and what to return then.
  bool is_held_back() const { return wait_.has_value(); }
  LookAgain wait() const;

 private:
  const Pass& pass_;
  std::string ca_;  // "" when none is asked
  std::optional<Outages::Wait> wait_;
};

}  // namespace controller
