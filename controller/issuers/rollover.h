// Rollover: another key for an issuer's account (RFC 8555 section 7.3.5), so that at no moment the
// valid key is lost: the new one is stored beside the old one before the CA hears of it, both stay
// until the CA has said which is the account's, and only then the other goes. May be cut short
// anywhere and done again: there is one new key for one request.
//
// One pass at one issuer, on one worker's stack.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "issuers/registration.h"
#include "records/account_secret.h"

namespace controller {

// Whether a Certificate of this issuer has an order whose answers the CA may still ask for: they
// are made of the account's key.
bool has_orders(const IssuerDesk& desk, const api::Issuer& issuer);

class Rollover {
 public:
  struct Ended {
    std::shared_ptr<Account> account;  // with the new key; null: the old one stays
    std::string why_not;
  };

  Rollover(const IssuerDesk& desk, const api::Issuer& issuer, std::stop_token stop)
      : desk_(desk), issuer_(issuer), stop_(std::move(stop)) {}

  // Changes the key, or goes on with it. A new key is made only where `may_begin`.
  base::Result<Ended, Refused> change(bool may_begin);
  // Whatever was begun is decided by what the CA knows, and asked for no further.
  base::Result<Ended, Refused> settle();

 private:
  template <class T>
  using Result = base::Result<T, Refused>;

  Result<bool> read();  // whether the Secret is there
  Result<void> write(records::AccountKeys keys);
  Result<std::shared_ptr<Account>> with(const crypto::PrivateKey& key) const;
  // Whether the CA has the account with the next key already.
  Result<bool> is_changed();
  Result<Ended> ask();
  Result<Ended> take_next();
  Result<Ended> keep_current(const std::string& why);

  const IssuerDesk& desk_;
  const api::Issuer& issuer_;
  const std::stop_token stop_;
  wire::Object secret_;
  std::optional<records::AccountKeys> keys_;
};

}  // namespace controller
