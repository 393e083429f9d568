// Issuers: makes an Issuer or ClusterIssuer ready: its account is registered (issuers/
// registration.h), its status says so or says why not. And does with the account what is asked for
// by annotation: changes its key (issuers/rollover.h) when no order needs the old one,
// or has needed it for minutes; deactivates it.
//
// When a failure is tried again is decided in lifecycle/issuer_life.h. Any worker may call; the
// queue sees to it that one key is in one hand.
#pragma once

#include <stop_token>
#include <string>

#include "base/look_again.h"
#include "issuers/issuer_desk.h"
#include "issuers/key_change_waits.h"
#include "issuers/registration.h"

namespace controller {

class Issuers {
 public:
  explicit Issuers(IssuerDesk desk) : desk_(desk) {}

  base::LookAgain reconcile(const api::Issuer& issuer, std::stop_token stop);
  // The issuer with this uid is gone.
  void forget(const std::string& uid);

  const KeyChangeWaits& key_change_waits() const { return key_change_waits_; }

 private:
  base::LookAgain perform(const api::Issuer& issuer, const lifecycle::IssuerRests& step,
                          std::stop_token stop);
  base::LookAgain perform(const api::Issuer& issuer, const lifecycle::LookAtProfile& step,
                          std::stop_token stop);
  base::LookAgain perform(const api::Issuer& issuer, const lifecycle::RegisterAccount& step,
                          std::stop_token stop);
  base::LookAgain perform(const api::Issuer& issuer, const lifecycle::DeactivateAccount& step,
                          std::stop_token stop);
  base::LookAgain perform(const api::Issuer& issuer, const lifecycle::AnnounceKeyChange& step,
                          std::stop_token stop);
  base::LookAgain perform(const api::Issuer& issuer, const lifecycle::PutOffKeyChange& step,
                          std::stop_token stop);
  base::LookAgain perform(const api::Issuer& issuer, const lifecycle::ChangeKey& step,
                          std::stop_token stop);
  // The change of the key.
  base::LookAgain put_off(const api::Issuer& issuer, const Refused& why, std::stop_token stop);
  base::LookAgain report_ready(const api::Issuer& issuer, const Registered& registered,
                               std::stop_token stop);
  base::LookAgain report_refusal(const api::Issuer& issuer, const Refused& refused,
                                 std::stop_token stop);
  base::LookAgain write(const api::Issuer& issuer, std::stop_token stop);

  IssuerDesk desk_;
  KeyChangeWaits key_change_waits_;
};

}  // namespace controller
