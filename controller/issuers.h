// Issuers: makes an Issuer or ClusterIssuer ready: its account key is there, its account is
// registered once (looked up before it is made, RFC 8555 section 7.3.1), its status says so or says
// why not.
//
// A failure is tried again after 5 s and then ever later, up to 10 minutes; at once when the spec
// changes. Any worker may call; the queue sees to it that one key is in one hand.
#pragma once

#include <map>
#include <stop_token>
#include <string>

#include "base/guarded.h"
#include "controller/pass.h"
#include "controller/world.h"

namespace controller {

class Issuers {
 public:
  explicit Issuers(World& world) : world_(world) {}

  LookAgain reconcile(const api::Issuer& issuer, std::stop_token stop);

 private:
  struct Refused {
    std::string_view reason;
    std::string message;
    bool stalled = false;
  };
  struct Attempts {
    int failures = 0;
    std::int64_t generation = 0;
    base::WallTime next_try;
  };

  base::Result<std::string, Refused> account_url(const api::Issuer& issuer, std::stop_token stop);
  static Refused no_directory(const acme::Error& error);
  base::Result<crypto::PrivateKey, Refused> account_key(const api::Issuer& issuer,
                                                        std::stop_token stop);
  base::Result<crypto::PrivateKey, Refused> make_account_key(const api::Issuer& issuer,
                                                             const kube::ObjectKey& name,
                                                             std::stop_token stop);
  base::Result<acme::NewAccount, Refused> new_account(const api::Issuer& issuer,
                                                      std::stop_token stop);
  base::Result<std::string, Refused> register_account(const api::Issuer& issuer,
                                                      const Account& account, std::stop_token stop);
  LookAgain report_ready(const api::Issuer& issuer, const std::string& url, std::stop_token stop);
  LookAgain report_refusal(const api::Issuer& issuer, const Refused& refused, std::stop_token stop);
  LookAgain write(const api::Issuer& issuer, std::stop_token stop);

  World& world_;
  base::Guarded<std::map<std::string, Attempts>> attempts_;  // by uid
};

}  // namespace controller
