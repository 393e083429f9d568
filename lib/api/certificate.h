// Certificate: which names a Secret should hold a certificate for, and how that stands. Field names
// and meanings are those of cert-manager.io/v1 where both have them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/boxed.h"
#include "base/clock.h"
#include "kube_objects/object.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace api {

inline constexpr kube::Resource kCertificates{"sallyport.dev", "v1", "certificates", "Certificate"};

// An annotation: any new value asks for a renewal now, and for a new try before its time.
inline constexpr std::string_view kRenewAnnotation = "sallyport.dev/renew";

// An annotation: any new value has the certificate revoked now, and another one made with another
// key. Its first word is the reason: unspecified, keyCompromise, superseded or cessationOfOperation
// (RFC 5280 section 5.3.1).
inline constexpr std::string_view kRevokeAnnotation = "sallyport.dev/revoke";

// An annotation: "true" has a Secret made at once, with a certificate that nobody trusts, and is on
// that Secret until the first that the CA issues replaces it. That never counts as Ready.
inline constexpr std::string_view kPlaceholderAnnotation = "sallyport.dev/placeholder";

struct IssuerRef {
  std::string name;
  std::string kind = "Issuer";  // or "ClusterIssuer"
  std::string text() const { return kind + "/" + name; }
  bool operator==(const IssuerRef&) const = default;
};

struct PrivateKeySpec {
  std::string algorithm = "ECDSA";  // or "RSA", "Ed25519"
  int size = 256;                   // bits
  std::string encoding = "PKCS8";   // or "PKCS1"
  bool rotate = true;               // rotationPolicy: Always
  bool operator==(const PrivateKeySpec&) const = default;
};

// When in the week a renewal may begin, by UTC.
struct RenewalWindow {
  std::vector<std::string> days;  // "Mon" to "Sun"; every day when empty
  base::Seconds start{0};         // after midnight
  base::Seconds duration{0};      // at most a day
  bool operator==(const RenewalWindow&) const = default;
};

struct Pkcs12Spec {
  bool create = false;
  std::string password_secret;
  std::string password_key;
  bool operator==(const Pkcs12Spec&) const = default;
};

struct CertificateSpec {
  std::string secret_name;
  std::string common_name;
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;
  bool allow_subset = false;  // namesPolicy: AllowSubset
  IssuerRef issuer;
  std::vector<IssuerRef> fallback_issuers;  // by preference
  PrivateKeySpec private_key;
  std::optional<base::Seconds> renew_before;
  std::optional<int> renew_before_percentage;  // of the lifetime, 1 to 99
  std::vector<RenewalWindow> renewal_windows;
  bool disable_renewal_info = false;
  std::optional<base::Seconds> duration;  // where the issuer has it
  std::vector<std::string> usages;        // cert-manager's words
  bool der = false;                       // additionalOutputFormats
  bool combined_pem = false;
  Pkcs12Spec pkcs12;
  std::map<std::string, std::string> secret_labels;
  std::map<std::string, std::string> secret_annotations;
  bool operator==(const CertificateSpec&) const = default;
};

// The order under way.
struct OrderRecord {
  std::string url;
  std::string account;        // URL of the account that made it
  std::string reason;         // why it was started
  std::string renew_request;  // value of the renew annotation that it serves
  base::WallTime started;
  bool operator==(const OrderRecord&) const = default;
};

// A name that the CA refused, or could not validate, where a subset of the names will do.
struct RefusedName {
  std::string name;
  std::string reason;           // the type of the CA's error (RFC 8555 section 6.7)
  std::string message;          // the CA's words
  std::int64_t generation = 0;  // of the spec that asked for it
  std::string renew_request;    // the renew annotation at that time
  bool left_out = false;        // of the orders until the certificate is there
  bool operator==(const RefusedName&) const = default;
};

// The last attempt ended badly.
struct Failure {
  int attempts = 0;                 // in a row
  int failed_validations = 0;       // that is why, so many times since a success or a person's act
  std::optional<IssuerRef> issuer;  // whose CA was asked
  bool rehearsed = false;           // the staging CA has found the names to be right since
  std::string reason;
  std::string message;
  base::WallTime at;
  base::WallTime next_try;
  std::int64_t generation = 0;  // of the spec that failed: a new one is tried at once
  std::string renew_request;    // a new one is tried at once
  bool stalled = false;         // only a change by a person helps
  bool operator==(const Failure&) const = default;
};

// When the CA would have the certificate renewed (RFC 9773), and what we made of it.
struct RenewalInfo {
  std::string certificate_id;  // of the certificate that it is about
  base::WallTime window_start;
  base::WallTime window_end;
  base::WallTime selected;      // chosen once, at random in the window
  std::string explanation_url;  // the CA's words to people, https
  bool operator==(const RenewalInfo&) const = default;
};

// The revocation that was asked for last.
struct Revocation {
  std::string request;  // the value of the revoke annotation that has been served
  std::string serial;   // of the certificate that was revoked, in hex; "" when none was
  bool operator==(const Revocation&) const = default;
};

struct CertificateStatus {
  std::int64_t observed_generation = 0;
  std::vector<kube::Condition> conditions;
  std::optional<base::WallTime> not_before;
  std::optional<base::WallTime> not_after;
  std::optional<base::WallTime> renewal_time;
  std::optional<IssuerRef> issuer;  // whose CA is asked, or was last
  std::string renew_request;        // the value of the renew annotation that has been served
  std::optional<RenewalInfo> renewal_info;
  base::Boxed<OrderRecord> order;
  base::Boxed<Failure> failure;
  base::Boxed<Revocation> revocation;
  std::vector<RefusedName> refused_names;
  // How little of the lifetime is left of a certificate that could not be renewed:
  // LessThanAThird, LessThanATenth or LessThanAFiftieth; "" otherwise.
  std::string remaining;
  bool operator==(const CertificateStatus&) const = default;
};

struct Certificate {
  kube::Meta meta;
  CertificateSpec spec;
  CertificateStatus status;

  // All names, as the CA is asked: dns_names with commonName among them, lower case, sorted, once
  // each.
  std::vector<std::string> all_dns_names() const;
  kube::ObjectKey secret() const { return {meta.namespace_, spec.secret_name}; }
  std::string renew_request() const;       // "" when there is none; cut at 1,024 bytes
  std::string revoke_request() const;      // likewise
  bool revocation_due() const;             // one is asked for that has not been served
  std::vector<IssuerRef> issuers() const;  // that may have issued it, by preference
  const IssuerRef& asked_last() const;     // of those, or a staging issuer
  bool is_revoked(const std::string& serial) const;
  bool wants_placeholder() const;
};

// Throws wire::Malformed.
Certificate read_certificate(const wire::Object& object);

// The whole status, for server-side apply: what is left out is removed.
wire::Writer write_status(const Certificate& certificate);

// "720h", "1h30m", "90s" (Go's durations, whole seconds and larger units). Nothing for other text.
std::optional<base::Seconds> read_duration(std::string_view text);

}  // namespace api
