// Desk: what a good CA does with each request of RFC 8555: accounts, orders, authorizations and
// certificates in memory, strict about every rule of section 6. It speaks no HTTP; ScriptedCa does.
// One thread at a time.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "acme_objects/types.h"
#include "base/clock.h"
#include "fakes/ca/message.h"
#include "fakes/test_ca.h"

namespace fakes {

struct Asked {
  acme::Identifier identifier;
  std::string token;
  std::string key_authorization;
};
// The problem, or nothing when the answer was right.
using Validate = std::function<std::optional<wire::Writer>(const Asked&)>;

struct CaSettings {
  Validate validate;  // without it everything is valid
  std::function<void(const std::vector<acme::Identifier>&)> on_order = {};  // one is made for them
  std::set<std::string> algorithms{"ES256", "ES384", "ES512", "RS256"};
  std::map<std::string, std::string> mac_keys;  // key id to raw key; required when there are any
  std::set<std::string> blocked;                // names that are refused
  std::set<std::string> profiles;
  bool terms = true;                  // has terms of service
  bool reuse_authorizations = false;  // a name that was proved needs no new proof
  bool reuse_orders = false;          // an unfinished order for the same names is given again
  bool finalize_tells_location = false;
  int reads_while_validating = 0;  // an answered challenge is decided after so many reads
  int reads_while_processing = 0;  // a finalized order is valid after so many reads
  base::Seconds order_life{3600};
  Validity validity;
  std::string token;  // instead of a good one
};

class Desk {
 public:
  Desk(std::string base_url, const base::Clock& clock)
      : base_url_(std::move(base_url)), clock_(clock) {}

  // With a fresh nonce for every POST. Notes what a client must never do in `violations`.
  CaReply answer(const CaRequest& request);
  std::string new_nonce();

  CaSettings settings;
  std::vector<std::string> violations;

  // What there is, for tests to look at and to change.
  struct Account {
    wire::Object jwk;
    std::string status = "valid";
    std::vector<std::string> contact;
  };
  struct Authorization {
    std::string account;
    acme::Identifier identifier;
    std::string status = "pending";
    std::string token;
    std::string challenge = "pending";
    std::optional<wire::Writer> error;
    int reads = 0;
  };
  struct Order {
    std::string account;
    std::vector<acme::Identifier> identifiers;
    std::vector<std::string> authorizations;
    std::string status = "pending";
    std::string certificate;
    std::string profile;
    base::WallTime expires;
    std::optional<wire::Writer> error;
    int reads = 0;
  };
  struct Certificate {
    std::string account;
    std::string pem;
    bool revoked = false;
    std::int64_t reason = 0;
  };
  std::map<std::string, Account> accounts;
  std::map<std::string, Authorization> authorizations;
  std::map<std::string, Order> orders;
  std::map<std::string, Certificate> certificates;

 private:
  using Action = CaReply (Desk::*)(const CaRequest&);
  struct Refused {
    CaReply reply;
  };
  [[noreturn]] static void refuse(int status, const std::string& type, const std::string& detail,
                                  http::Headers headers = {});
  [[noreturn]] void violated(const std::string& what);

  std::string url(const std::string& path) const { return base_url_ + path; }
  std::string new_id() { return std::to_string(++last_id_); }
  static const std::map<std::string, Action>& actions();

  // desk.cc: what all have in common (section 6)
  CaReply directory() const;
  CaReply post(const CaRequest& request);
  void check_form(const CaRequest& request);
  void check_nonce(const Jws& jws);
  void check_signature(const CaRequest& request);
  std::string signer(const CaRequest& request);  // the account's id
  static wire::Object payload(const CaRequest& request);

  // desk_accounts.cc (section 7.3, 7.6)
  CaReply new_account(const CaRequest& request);
  CaReply account(const CaRequest& request);
  CaReply key_change(const CaRequest& request);
  CaReply revoke(const CaRequest& request);
  void check_binding(const wire::Object& payload, const wire::Object& jwk);
  std::string account_of(const wire::Object& jwk) const;  // its id, or ""
  CaReply show_account(const std::string& id, int status) const;

  // desk_orders.cc (section 7.4, 7.5)
  CaReply new_order(const CaRequest& request);
  CaReply order(const CaRequest& request);
  CaReply finalize(const CaRequest& request);
  CaReply authorization(const CaRequest& request);
  CaReply challenge(const CaRequest& request);
  CaReply certificate(const CaRequest& request);
  std::string authorization_for(const std::string& account, const acme::Identifier& identifier);
  void check_identifiers(const std::vector<acme::Identifier>& identifiers) const;
  Order& own_order(const CaRequest& request);
  Authorization& own_authorization(const CaRequest& request);
  void move_on(Order& order);
  void decide(Authorization& authorization);
  CaReply show_order(const std::string& id, int status) const;
  CaReply show_authorization(const std::string& id) const;
  wire::Writer challenge_json(const std::string& id) const;

  const std::string base_url_;
  const base::Clock& clock_;
  const TestCa root_{"Scripted Root"};
  const TestCa intermediate_{"Scripted Intermediate", root_};
  std::set<std::string> nonces_;
  int last_id_ = 0;
};

}  // namespace fakes
