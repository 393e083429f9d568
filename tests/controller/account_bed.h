// AccountBed: an IssuanceBed of which the Issuer's account is looked at. One thread.
#pragma once

#include <chrono>
#include <string>

#include "controller/issuance_bed.h"

namespace issuance {

class AccountBed : public Bed {
 protected:
  std::string ready_reason() const { return issuer_condition(api::kReady).reason; }
  std::string ready_message() const { return issuer_condition(api::kReady).message; }
  bool is_ready() const { return issuer_condition(api::kReady).status == "True"; }
  bool is_stalled() const { return issuer_condition(api::kStalled).status == "True"; }
  std::size_t accounts() {
    return ca_.desk([](auto& desk) { return desk.accounts.size(); });
  }
  // How often the CA is asked about accounts in half a day.
  int asked_within_hours() {
    const int before = ca_.count("newAccount");
    work(std::chrono::hours(12));
    return ca_.count("newAccount") - before;
  }
  void refuse_every_new_account(const std::string& type) {
    ca_.always("newAccount", [type](fakes::Turn& turn) {
      const bool looked_up = turn.request.jws->payload.find("onlyReturn") != std::string::npos;
      if (looked_up) return turn.send(turn.serve());
      fakes::says_problem(403, type, "a person must go there",
                          {{"Link", "<https://ca.example/terms>;rel=\"terms-of-service\""}})(turn);
    });
  }
};

}  // namespace issuance
