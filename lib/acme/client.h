// Client: RFC 8555 as blocking calls to one CA. It knows no cluster.
//
// Promises: every JWS has a fresh nonce; a badNonce answer is repeated with the nonce of that very
// answer, at most 8 times (section 6.5); the directory is kept for an hour, or until a CA does not
// know a URL of it any more; every URL that the CA names must be https, and a request goes nowhere
// but to the origin of the directory and to those that Options lists; every answer is bounded in
// size, and each of its lists in length, and all together by a budget (acme/options.h); what a CA
// says wrongly becomes an Error, never a crash. It never sleeps, but waits for room in the budget,
// and retries nothing but badNonce: when to try again is the caller's decision, helped by
// Error::retry_after. Any number of threads may call at once.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "acme/ca_clock.h"
#include "acme/options.h"
#include "acme/signer.h"
#include "acme_objects/error.h"
#include "acme_objects/renewal_info.h"
#include "acme_objects/types.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/key.h"
#include "http/client.h"

namespace acme {

class Exchange;

class Client {
 public:
  Client(http::Client& http, const base::Clock& clock, std::string directory_url,
         Options options = {});
  ~Client();

  Result<Directory> directory(std::stop_token stop);

  // onlyReturnExisting (section 7.3.1): problem accountDoesNotExist when the key has none.
  Result<Account> find_account(const crypto::PrivateKey& key, std::stop_token stop);
  // Returns the existing one if the key has one already.
  Result<Account> new_account(const crypto::PrivateKey& key, const NewAccount& wanted,
                              std::stop_token stop);
  Result<Account> account(const Signer& signer, std::stop_token stop);
  Result<Account> update_contact(const Signer& signer, const std::vector<std::string>& contact,
                                 std::stop_token stop);
  // Section 7.3.6: for good; the key can never have an account at this CA again.
  Result<Account> deactivate(const Signer& signer, std::stop_token stop);
  // Section 7.3.5. When the answer is lost, find_account() of the one key and the other tells which
  // of them is the account's now; until then keep both.
  Result<void> change_key(const Signer& signer, const crypto::PrivateKey& new_key,
                          std::stop_token stop);

  // Where it is made and cannot be read now: its URL alone, without identifiers and finalize.
  Result<Order> new_order(const Signer& signer, const NewOrder& wanted, std::stop_token stop);
  Result<Order> order(const Signer& signer, const std::string& url, std::stop_token stop);
  Result<Authorization> authorization(const Signer& signer, const std::string& url,
                                      std::stop_token stop);
  // Section 7.5.2: gives it up, so that it does not count as pending at the CA.
  Result<Authorization> deactivate_authorization(const Signer& signer, const std::string& url,
                                                 std::stop_token stop);
  Result<Challenge> answer(const Signer& signer, const std::string& challenge_url,
                           std::stop_token stop);
  Result<Order> finalize(const Signer& signer, const Order& order, const std::string& csr_der,
                         std::stop_token stop);
  Result<Chain> certificate(const Signer& signer, const std::string& url, std::stop_token stop);
  // When the CA would have the certificate with this id renewed. Not signed. Ask only where the
  // directory has renewalInfo. Waits 5 s at most.
  Result<RenewalInfo> renewal_info(const std::string& certificate_id, std::stop_token stop);
  // Section 7.6. Signed by the account that has the certificate, or (a Signer without account_url)
  // by the certificate's own key. One that was revoked before is a success.
  Result<void> revoke(const Signer& signer, const std::string& leaf_der,
                      std::optional<RevocationReason> reason, std::stop_token stop);

  // The time by the CA's clock, as its last answer told it; nothing before the first.
  std::optional<CaClock::Time> time() const;
  // Has the CA tell it anew.
  Result<void> ask_time(std::stop_token stop);

 private:
  const std::unique_ptr<Exchange> exchange_;  // nonces, signing, sending
};

// RFC 8555 section 8.1.
std::string key_authorization(const std::string& token, const crypto::PrivateKey& account_key);

}  // namespace acme
