// SelfCheck: asks for an answer at its public name, as the CA will: GET
// http://NAME/.well-known/acme-challenge/TOKEN on port 80 (RFC 8555 section 8.3). A route that is
// not there yet is so found before the CA counts a failure.
//
// Follows no redirect, reads at most 1 KiB, and nothing of a body is ever reported. Any thread.
#pragma once

#include <stop_token>
#include <string>

#include "api/challenge.h"
#include "http/client.h"

namespace controller {

struct CheckResult {
  enum class Kind {
    kSeen,        // exactly the answer came back, or a redirect that the CA would follow
    kWrong,       // something else answered
    kCannotTell,  // nothing answered: the inside may not see the outside (hairpin)
  };
  Kind kind = Kind::kCannotTell;
  std::string message;  // "http://www.example.com/…: answered 404"
};

class SelfCheck {
 public:
  explicit SelfCheck(http::Client& http) : http_(http) {}
  CheckResult check(const api::Answer& answer, std::stop_token stop) const;

 private:
  http::Client& http_;
};

}  // namespace controller
