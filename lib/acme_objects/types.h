// The objects of RFC 8555 section 7.1, as plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/http01.h"
#include "base/secret.h"

namespace acme {

// RFC 8555 section 9.7.7, RFC 8738. DNS names as A-labels in lower case, IPs canonical.
struct Identifier {
  enum class Type { kDns, kIp };
  Type type = Type::kDns;
  std::string value;
  auto operator<=>(const Identifier&) const = default;
};

inline std::vector<std::string> values_of(const std::vector<Identifier>& identifiers) {
  std::vector<std::string> values;
  for (const Identifier& identifier : identifiers) values.push_back(identifier.value);
  return values;
}

// RFC 7807 and RFC 8555 section 6.7. `type` without the prefix urn:ietf:params:acme:error:.
struct Problem {
  std::string type;
  std::string detail;
  int status = 0;
  struct Subproblem {
    std::string type;
    std::string detail;
    std::optional<Identifier> identifier;
  };
  std::vector<Subproblem> subproblems;
  std::string instance{};  // where a person is to go (RFC 8555 section 7.3.3), https; "" for none
  std::vector<std::string> algorithms{};  // of badSignatureAlgorithm: those that the CA takes

  // One line for people: "rejectedIdentifier: policy forbids blocked.example".
  std::string text() const;
};

struct Directory {
  std::string new_nonce;
  std::string new_account;
  std::string new_order;
  std::string revoke_cert;
  std::string key_change;
  std::string renewal_info;      // RFC 9773; "" when the CA has none
  std::string terms_of_service;  // "" when the CA has none
  bool external_account_required = false;
  std::vector<std::string> profiles;
  std::vector<std::string> caa_identities;  // by which CAA records name this CA
};

// RFC 8555 section 7.3.4. The key is the decoded MAC key.
struct ExternalAccount {
  std::string key_id;
  base::Secret mac_key;
};

struct Account {
  std::string url;               // the `kid`
  std::string status = "valid";  // "valid", "deactivated", "revoked"
  std::vector<std::string> contact{};
};

struct NewAccount {
  std::vector<std::string> contact;  // "mailto:…"
  std::optional<ExternalAccount> external_account;
  bool terms_agreed = true;  // to the terms of service that the directory names
};

// What an order is asked for with (RFC 8555 section 7.4). Texts are left out when empty.
struct NewOrder {
  std::vector<Identifier> identifiers;
  std::string profile;
  std::string replaces;  // RFC 9773 section 5: id of the certificate that it renews
  std::optional<base::WallTime> not_after{};
};

// RFC 5280 section 5.3.1: those that a subscriber may give.
enum class RevocationReason {
  kUnspecified = 0,
  kKeyCompromise = 1,
  kSuperseded = 4,
  kCessationOfOperation = 5,
};

enum class OrderStatus { kPending, kReady, kProcessing, kValid, kInvalid };

struct Order {
  std::string url;
  OrderStatus status = OrderStatus::kPending;
  std::vector<Identifier> identifiers;
  std::vector<std::string> authorizations;  // URLs
  std::string finalize;                     // URL
  std::string certificate;                  // URL, once valid
  std::optional<base::WallTime> expires;
  std::optional<Problem> error;
  std::optional<base::Seconds> retry_after;  // what this answer asked for
};

struct Challenge {
  std::string type;  // "http-01"
  std::string url;
  std::string token;
  std::string status;  // "pending", "processing", "valid", "invalid"
  std::optional<Problem> error;
};

struct Authorization {
  std::string url;
  Identifier identifier;
  std::string status;  // "pending", "valid", "invalid", "deactivated", "expired", "revoked"
  std::vector<Challenge> challenges;
  std::optional<base::WallTime> expires;

  const Challenge* http01() const;  // null when the CA does not offer it
};

// A certificate with its chain (RFC 8555 section 7.4.2).
struct Chain {
  std::string pem;  // as sent, or made of DER; check it with crypto::parse_chain
  std::vector<std::string> alternates;  // URLs of others, of the same server; at most 8
};

}  // namespace acme
