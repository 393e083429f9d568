// Issuers: makes an Issuer or ClusterIssuer ready: its account is registered (controller/
// registration.h), its status says so or says why not. And does with the account what is asked for
// by annotation: changes its key (controller/issuers/rollover.h) when no order is under way,
// deactivates it.
//
// A failure is tried again after 5 s and then ever later, up to 10 minutes; one that no time mends,
// and anything at all, when the issuer is changed. Any worker may call; the queue sees to it that
// one key is in one hand.
#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "base/guarded.h"
#include "base/look_again.h"
#include "issuers/issuer_desk.h"
#include "issuers/registration.h"

namespace controller {

class Issuers {
 public:
  explicit Issuers(IssuerDesk desk) : desk_(desk) {}

  base::LookAgain reconcile(const api::Issuer& issuer, std::stop_token stop);

 private:
  struct Wait {
    bool waits = false;
    base::LookAgain look_again;
  };
  struct Attempts {
    int failures = 0;
    std::string version;                     // of the issuer that was tried
    std::optional<base::WallTime> next_try;  // nothing: when the issuer is changed
  };

  // Of this very issuer, when its next try is not due.
  Wait wait(const api::Issuer& issuer) const;
  base::LookAgain register_account(const api::Issuer& issuer, std::stop_token stop);
  base::LookAgain deactivate(const api::Issuer& issuer, std::stop_token stop);
  base::LookAgain roll_over(const api::Issuer& issuer, std::stop_token stop);
  base::LookAgain put_off_rollover(const api::Issuer& issuer, std::stop_token stop);
  base::LookAgain report_ready(const api::Issuer& issuer, const Registered& registered,
                               std::stop_token stop);
  base::LookAgain report_refusal(const api::Issuer& issuer, const Refused& refused,
                                 std::stop_token stop);
  base::LookAgain write(const api::Issuer& issuer, std::stop_token stop);

  IssuerDesk desk_;
  base::Guarded<std::map<std::string, Attempts>> attempts_;  // by uid
};

}  // namespace controller
