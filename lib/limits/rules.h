// Rules: which rate limits a CA has, each as a bucket of tokens that refills evenly. Let's
// Encrypt's are known; of other CAs none is, until the Issuer says so. Pure.
//
// Sources: letsencrypt.org/docs/rate-limits.
#pragma once

#include <optional>
#include <string>

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

// Those that a CA publishes, by its directory URL.
Rules published_rules(const std::string& directory);

// `known`, but where `told` says something, that.
Rules overlaid(Rules known, const Rules& told);

}  // namespace limits
