// Registration: an issuer's account at its CA: looked up by its key, and made only when the CA has
// none with that key (RFC 8555 section 7.3.1). A key is made where there is none, and stored before
// an account is made with it; a Secret that is there is never replaced. Two controllers at once end
// with one key and one account.
//
// One pass at one issuer, on one worker's stack.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "issuers/issuer_desk.h"
#include "lifecycle/issuer_life.h"

namespace controller {

using Refused = lifecycle::IssuerNotReady;

struct Registered {
  std::shared_ptr<Account> account;  // with its url
  std::string note;                  // for people, or ""
};

// What the CA's refusal of a request about the account means.
Refused refusal_by_ca(const acme::Error& error);
// Another status than valid, which no account ever leaves (RFC 8555 section 7.1.6).
Refused account_is_lost(const std::string& why);

Refused unreadable_account_key(const kube::ObjectKey& secret, const std::string& why);
Refused unreadable_ca_bundle(const std::string& why);

class Registration {
 public:
  Registration(const IssuerDesk& desk, const api::Issuer& issuer, std::stop_token stop)
      : desk_(desk), issuer_(issuer), stop_(std::move(stop)) {}

  base::Result<Registered, Refused> registered();

 private:
  template <class T>
  using Result = base::Result<T, Refused>;

  kube::ObjectKey secret_name() const;
  Result<std::optional<crypto::PrivateKey>> stored_key();
  Result<std::shared_ptr<Account>> connected(crypto::PrivateKey key, acme::Directory& directory);
  std::optional<Refused> why_not_new(const acme::Directory& directory) const;
  // With a key that the CA takes, which is in the Secret then; null when another one came first.
  Result<std::shared_ptr<Account>> with_new_key();
  acme::Result<acme::Account> find(Account& account);
  // False: somebody else's key came first.
  Result<bool> store(const crypto::PrivateKey& key);
  Result<Registered> with_stored_key(crypto::PrivateKey key);
  Result<std::string> kept_contact(const Account& account, const acme::Account& found);
  Result<acme::NewAccount> wanted();
  Refused refused_account(const acme::Error& error) const;
  Result<Registered> made(std::shared_ptr<Account> account);

  const IssuerDesk& desk_;
  const api::Issuer& issuer_;
  const std::stop_token stop_;
};

}  // namespace controller
