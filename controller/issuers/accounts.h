// Accounts: our account at each issuer's CA, ready to sign: its key from its Secret, its URL from
// the issuer's status, and the client that talks to that CA. Kept in memory while the issuer's
// generation and account stay the same, until the issuer is gone; of 10,000 at most. Any thread.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>

#include "acme/client.h"
#include "api/issuer.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/result.h"
#include "crypto/key.h"
#include "http/client.h"
#include "kube/client.h"
#include "preflight/fence.h"

namespace controller {

struct Account {
  explicit Account(crypto::PrivateKey own) : key(std::move(own)) {}

  crypto::PrivateKey key;
  std::string url;
  std::string profile;
  bool profile_required = true;
  std::string preferred_chain;
  bool asks_for_duration = false;
  std::size_t at_once = 1;  // questions about one order
  std::unique_ptr<http::Client> http;
  std::unique_ptr<acme::Client> ca;

  std::atomic<bool> profile_refused{false};  // by the CA when it should have issued

  acme::Signer signer() const { return {key, url}; }
};

// Why there is no account.
struct NoAccount {
  std::string why;       // which Secret is missing or wrong
  bool is_gone = false;  // the Secret with its key
};

class Accounts {
 public:
  using MakeHttp = std::function<std::unique_ptr<http::Client>(http::ClientOptions)>;

  // The observer hears of every request to a CA. Of a namespace's own Issuer, only a server within
  // the fence is connected to: who may write one must not reach into the cluster by it. And what
  // its answers may take of the memory is its namespace's share. ClusterIssuers are the
  // administrator's.
  Accounts(kube::Client& cluster, const base::Clock& clock, std::string system_namespace,
           acme::Observer observer, preflight::Fence fence,
           MakeHttp make_http = http::make_beast_client);

  // For an issuer that is ready.
  base::Result<std::shared_ptr<Account>, NoAccount> get(const api::Issuer& issuer,
                                                        std::stop_token stop);

  // The same if it is in memory, else null.
  std::shared_ptr<Account> kept(const api::Issuer& issuer) const;

  // An account that is not registered yet (its url is empty), for registering it. Throws
  // std::runtime_error for a caBundle that cannot be read.
  std::shared_ptr<Account> connect(const api::Issuer& issuer, crypto::PrivateKey key) const;

  // The one that was registered, for get().
  void keep(const api::Issuer& issuer, std::shared_ptr<Account> account);

  // Its Secret has been gone for a minute now: a restore or a tool may bring it back.
  bool stays_gone(const api::Issuer& issuer);

  // The CA said in an order what makes one doubt the account. False: it was doubted within the
  // last ten minutes already.
  bool doubt(const api::Issuer& issuer);

  // The issuer with this uid is gone.
  void forget(const std::string& uid);
  // Of how many something is kept.
  std::size_t size() const;

  // Where an issuer's Secrets are.
  std::string secret_namespace(const api::Issuer& issuer) const;

 private:
  acme::Options options_for(const api::Issuer& issuer) const;

  struct Kept {
    std::int64_t generation;
    std::shared_ptr<Account> account;
  };
  kube::Client& cluster_;
  const base::Clock& clock_;
  const std::string system_namespace_;
  const acme::Observer observer_;
  const preflight::Fence fence_;
  const MakeHttp make_http_;
  mutable base::ByteBudget answers_;             // of the CAs of ClusterIssuers
  mutable base::ByteBudget answers_to_tenants_;  // of those of Issuers, with shares by namespace
  base::Guarded<std::map<std::string, Kept>> by_uid_;
  base::Guarded<std::map<std::string, base::MonoTime>> gone_;     // by uid: since when
  base::Guarded<std::map<std::string, base::MonoTime>> doubted_;  // by uid: when
};

}  // namespace controller
