// Outcome: what came of a step of a Certificate, as plain values. after() (after.h) says what
// follows from it, so that no step decides.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "acme_objects/error.h"
#include "base/clock.h"
#include "base/look_again.h"
#include "kube_objects/error.h"
#include "lifecycle/refusals.h"
#include "lifecycle/retry.h"
#include "lifecycle/status.h"
#include "records/stored_certificate.h"

namespace lifecycle {

// Something stands in the way; looked at again after `pause`.
struct Waits {
  IssuingCondition condition;
  base::Millis pause;
};
// The status does not say what is true.
struct StatusDue {};

// ---- Of the preflight ----

struct PreflightRefused {
  std::string_view problem;
  std::string text;
  base::Millis pause;
};

// ---- Of an order ----

// The CA has made it, now or before; nothing records it yet.
struct OrderMade {
  std::string url;
  std::string account;
  std::string_view reason;
  std::string doubt;  // of the preflight, or ""
};
// The local model of the CA's limits leaves no room for it.
struct LimitReached {
  std::string message;
  base::Millis pause;
};
// Another Certificate has found that the CA does not answer.
struct CaIsDown {
  std::string why;
  base::Millis pause;
};
// The CA was asked for something new, and did not answer or said no.
struct RequestRefused {
  acme::Error error;
};
// The same within an order.
struct CaError {
  acme::Error error;
  int troubles = 0;         // in a row, with this one
  base::Millis for_all{0};  // how long everybody waits for the CA
};
// finalize was refused for the request itself (is_about_csr).
struct CsrRefused {
  acme::Error error;
  bool is_ed25519 = false;
  bool before = false;  // a CSR of this order was refused before
  int not_ready = 0;    // orderNotReady in a row, with this one
};
// The Secret of the key that the order is for cannot be read.
struct KeyMissing {
  kube::Error error;
};
// The names are proved at the staging CA.
struct Rehearsed {};
struct LeftOut {
  RefusedNames refused;
};
struct Abandoned {
  std::string why;
};
struct Issued {
  records::StoredCertificate stored;
  std::optional<api::RenewalInfo> renewal_info;
};

// ---- Of the cluster ----

// A write was refused or went astray.
struct ClusterError {
  kube::Error error;
};
// That of the certificate's Secret. `forced`: it was one of ours.
struct SecretRefused {
  kube::Error error;
  bool forced = false;
};

// ---- Of a certificate in use ----

struct RenewalInfoChanged {
  api::RenewalInfo info;
};
// The user's request was served; with "" nothing was revoked.
struct RevocationServed {
  std::string serial;
};

// base::LookAgain: nothing to be said.
using Outcome = std::variant<base::LookAgain, Waits, StatusDue, PreflightRefused, OrderMade,
                             LimitReached, CaIsDown, RequestRefused, CaError, CsrRefused,
                             KeyMissing, Rehearsed, LeftOut, Abandoned, FailedAttempt, Issued,
                             ClusterError, SecretRefused, RenewalInfoChanged, RevocationServed>;

// The outcome where a CA has not done what finalize asked for: CsrRefused, not CaError.
bool is_about_csr(const acme::Error& error, bool profile_required);

}  // namespace lifecycle
