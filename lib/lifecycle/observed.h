// Observed: everything that decide() may know of one Certificate, as plain values. Made by
// observe(), or by hand in a test.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "acme_objects/types.h"
#include "api/certificate.h"
#include "api/issuer.h"
#include "api/name_claim.h"
#include "base/clock.h"
#include "records/secret_seen.h"
#include "records/stored_certificate.h"

namespace lifecycle {

enum class SecretState {
  kUnknown,  // not among ours; whether there is another one was not looked at lately
  kAbsent,
  kOurs,        // written for this Certificate and readable
  kUnreadable,  // written for this Certificate, but no longer a key and a certificate
  kForeign,     // somebody else's
};

enum class IssuerState {
  kMissing,
  kNew,       // exists, and is looked at, or has its account looked at anew
  kNotReady,  // its condition says why
  kReady,
};

// The order of status.order, as far as this process has followed it. A restart loses this and
// nothing else: everything is asked of the CA and the cluster again.
struct OrderSeen {
  bool fetched = false;  // the rest is known
  acme::OrderStatus status = acme::OrderStatus::kPending;
  std::vector<acme::Identifier> identifiers;  // sorted
  bool presented = false;                     // the Challenge object has every answer
  bool confirmed = false;                     // the sidecars have it too
  bool answered = false;                      // the CA was told
  bool checked = false;                       // what the CA sent is what was ordered
  bool validation_due = false;                // a sidecar saw the CA's request, or 3 s have passed
  std::string failure;                        // why it cannot succeed any more; "" while it can
  std::vector<api::RefusedName> refused;      // then: those that the CA did not like
  bool others_proved = false;                 // then: the CA has validated others
  bool undecided = false;                     // then: of some it may still say what it thinks
};

// The look at the names, as the CA's validator would take it (reach/preflights.h).
struct LookSeen {
  enum class State {
    kDue,
    kRunning,
    kFound,   // something, which was not judged yet
    kWaits,   // for the next look
    kPassed,  // a moment ago
  };
  State state = State::kDue;
  base::Millis since{0};  // the first look at these names
  base::Millis pause{0};  // kWaits: how long still
};

// What a NameClaim is to say.
struct ClaimDue {
  std::shared_ptr<const api::NameClaim> record;  // as it is now; null when there is none
  api::ClaimedNames names;
};

struct Observed {
  std::shared_ptr<const api::Certificate> certificate;
  std::vector<acme::Identifier> wanted;  // sorted; without those that are left out (subset.h)
  api::IssuerRef asked;                  // whose CA is to be asked (see failover.h), or has issued
  bool asked_at_once = false;            // whatever is to be waited for after the last failure
  bool rehearses = false;                // it is a staging CA, which only proves the names
  std::string account;                   // URL of the issuer's account, once it is ready
  std::string spec_problem;              // "" when the spec can be served
  std::string name_refusal;              // why a name is not for this namespace, or ""
  std::optional<ClaimDue> claim;         // where its NameClaim says otherwise
  std::optional<kube::ObjectKey> name_owner;  // the Certificate that has the name, if that is why
  std::string unsolved_name;                  // a name that no solver fits, or ""
  std::string unroutable;  // an address whose solver allows no rule without host, or ""
  std::shared_ptr<const api::Issuer> issuer_asked;  // `asked`; null when it does not exist
  IssuerState issuer = IssuerState::kMissing;
  std::string issuer_message;
  // Of the Certificates that it shares one with (twins.h).
  std::optional<records::StoredCertificate> twin_has;  // the newest
  std::string twin_with_it;                            // who has that
  std::string twin_ahead;                              // who orders for both; "" when this one may
  bool revoked_for_twin = false;                       // the one that both have
  std::string partner_lacks;  // why nothing new is stored yet (partners.h), or ""
  SecretState secret = SecretState::kAbsent;
  std::shared_ptr<const records::SecretSeen> secret_seen;  // null when none is known
  std::string secret_owner;                                // of a foreign one, for people
  bool secret_is_fixed = false;  // immutable: nothing can be written into ours
  bool placeholder_due = false;  // there is no Secret, and what names it does not work without
  std::optional<records::StoredCertificate> stored;
  bool routes_in_place = true;  // nothing is to be written
  bool routes_serve = true;     // each name has one, whatever is to be written besides
  // Of a name that has a route: how long its Gateway may take to accept that; or why it does not.
  std::optional<base::Millis> route_patience;
  std::string route_refusal;
  bool routes_hindered = false;  // of several routes of a name one cannot be written now
  api::PreflightPolicy preflight_policy = api::PreflightPolicy::kEnforce;
  std::string look_subject;  // all that a look at the names depends on
  LookSeen look;
  bool has_routes = false;      // of our own, which may need a moment to be live
  bool keeps_key = false;       // rotationPolicy Never, and the stored key fits the spec
  bool key_in_place = false;    // the key for the next certificate is stored, or the old one stays
  bool answers_left = false;    // a Challenge is still there
  bool key_left = false;        // a pending key that is used up, or of no use
  bool layout_in_place = true;  // the Secret has the forms that the spec asks for
  bool renewal_info_off = false;  // the spec or the issuer says so
  // In how long the CA is to be asked for renewal information; nothing where it is not to be asked.
  std::optional<base::Millis> renewal_poll_in;
  // The CA's clock minus ours, when they are far apart: what is due, is due by the CA's.
  base::Millis clock_difference{0};
  bool clock_checked = false;  // the CA told its time lately
  bool clock_told = true;      // the issuer's condition says whether they are far apart
  std::optional<OrderSeen> order;
  std::string unrecorded_order;  // URL of one for what is wanted, of this account, or ""
};

}  // namespace lifecycle
