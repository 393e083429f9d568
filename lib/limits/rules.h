// Rules: which rate limits a CA has, each as a bucket of tokens that refills evenly. Let's
// Encrypt's are known; of other CAs none is, until the Issuer says so. Pure.
//
// Sources: letsencrypt.org/docs/rate-limits.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"

namespace limits {

// `size` tokens at first; one comes back every period / size.
struct Bucket {
  int size = 0;  // at least 1
  base::Seconds period{0};
  bool operator==(const Bucket&) const = default;

  base::Millis interval() const { return base::Millis(period) / size; }
};

// A limit that is absent does not bind.
struct Rules {
  std::optional<Bucket> orders_per_account;
  std::optional<Bucket> certificates_per_domain;  // registered domain, IPv4 address, IPv6 /64
  std::optional<Bucket> certificates_per_set;     // the exact set of names
  std::optional<Bucket> failures_per_name;        // of one account
  bool operator==(const Rules&) const = default;
};

// Which limits bind an order, and who else counts towards them. What is stated by who may only
// speak for themselves (a namespace's own Issuer) touches nobody else: it is counted apart, besides
// what the CA is known to count of all who ask it.
struct Limits {
  Limits() = default;
  Limits(const Rules& all) : shared(all) {}  // of a CA, as an administrator tells them
  Limits(const Rules& of_all, const Rules& of_issuer, std::string uid)
      : shared(of_all), own(of_issuer), issuer(std::move(uid)) {}

  Rules shared;
  Rules own;
  std::string issuer;  // the Issuer that counts `own` apart, by its uid; "" where all is shared
};

// Those that a CA publishes, by its directory URL.
Rules published_rules(const std::string& directory);

// `known`, but where `told` says something, that.
Rules overlaid(Rules known, const Rules& told);

}  // namespace limits
