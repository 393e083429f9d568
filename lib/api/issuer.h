// Issuer and ClusterIssuer: a CA, our account there, and how names are proved to it. They differ in
// scope alone: an Issuer serves its own namespace and reads Secrets there; a ClusterIssuer serves
// all and reads Secrets of the system namespace.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/http01_routes.h"
#include "base/clock.h"
#include "kube_objects/object.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace api {

inline constexpr kube::Resource kIssuers{"sallyport.dev", "v1", "issuers", "Issuer"};
inline constexpr kube::Resource kClusterIssuers{"sallyport.dev", "v1", "clusterissuers",
                                                "ClusterIssuer"};

// Annotations of an issuer. Any new value of the first has one that is not ready tried again now;
// any new value of the second has the account's key changed. The third is the URL of the account
// that is to be deactivated, so that no other one ever is by it.
inline constexpr std::string_view kLookAgainAnnotation = "sallyport.dev/renew";
inline constexpr std::string_view kRolloverAnnotation = "sallyport.dev/rollover-account-key";
inline constexpr std::string_view kDeactivateAnnotation = "sallyport.dev/deactivate-account";

struct SecretKeyRef {
  std::string name;
  std::string key;
};

// How the CA's request for a name reaches the sidecar.
struct Solver {
  // Which names it is for, in canonical form (base/ip.h); empty lists fit all.
  std::vector<std::string> dns_names;
  std::vector<std::string> dns_zones;
  std::map<std::string, std::string> match_labels;  // of the Certificate

  Http01Routes routes;
};

struct ExternalAccountSpec {
  std::string key_id;
  SecretKeyRef key;
};

// What becomes of a name that the CA's validator would not be content with, as far as can be seen
// from inside.
enum class PreflightPolicy {
  kEnforce,  // no order until it is repaired
  kWarn,     // ordered all the same, and told
  kOff,      // not looked at
};

// So many in each period, at first all at once.
struct RateLimit {
  int count = 0;  // at least 1
  base::Seconds period{0};
};

// What the CA allows, where the user knows better than we do.
struct RateLimits {
  std::optional<RateLimit> orders_per_account;
  std::optional<RateLimit> certificates_per_domain;
  std::optional<RateLimit> certificates_per_set;
  std::optional<RateLimit> failures_per_name;
};

struct IssuerSpec {
  std::string server;  // directory URL
  std::string email;
  bool email_required = true;  // emailPolicy: Required
  bool terms_agreed = true;    // to the CA's terms of service
  SecretKeyRef account_key;
  std::optional<ExternalAccountSpec> external_account;
  std::string ca_bundle_pem;  // decoded
  std::string profile;
  bool profile_required = true;  // profilePolicy: Required
  std::string preferred_chain;   // common name of the issuer at the chain's end
  bool enable_duration = false;
  bool disable_account_key_generation = false;
  PreflightPolicy preflight = PreflightPolicy::kEnforce;
  bool disable_renewal_info = false;
  RateLimits rate_limits;
  // Of a ClusterIssuer alone: where the CA is besides the origin of `server`.
  std::vector<std::string> allowed_origins;
  std::string staging_issuer;  // of the same kind: where failed names are proved first; "" for none
  std::vector<Solver> solvers;
};

// When what has failed is tried again; the condition Ready says what that was.
struct IssuerFailure {
  int attempts = 0;                        // in a row
  base::WallTime at;                       // the last one
  std::optional<base::WallTime> next_try;  // nothing: when the issuer is changed
  std::string version;                     // of the issuer that was tried; see Issuer::version()
  bool operator==(const IssuerFailure&) const = default;
};

struct IssuerStatus {
  std::int64_t observed_generation = 0;
  std::vector<kube::Condition> conditions;
  std::string account_url;
  std::string rollover_request;  // the value of the rollover annotation that has been served
  std::optional<IssuerFailure> failure;
  bool operator==(const IssuerStatus&) const = default;
};

struct Issuer {
  kube::Meta meta;
  bool cluster_scoped = false;
  IssuerSpec spec;
  IssuerStatus status;

  const kube::Resource& resource() const { return cluster_scoped ? kClusterIssuers : kIssuers; }
  bool ready() const;
  bool clock_skewed() const;             // its condition says so
  std::string rollover_request() const;  // "" when there is none; cut at 1,024 bytes
  bool rollover_due() const;             // one is asked for that has not been served
  bool deactivation_asked() const;       // of the very account that it has
  // All that a user may change in it to have it tried again.
  std::string version() const;
};

// Throw wire::Malformed; a caBundle that is not base64 too.
Issuer read_issuer(const wire::Object& object);
Issuer read_cluster_issuer(const wire::Object& object);

// The whole status, for server-side apply.
wire::Writer write_status(const Issuer& issuer);

// The solver for one name of a certificate with these labels, by cert-manager's precedence: a match
// in dnsNames beats the longest match in dnsZones, which beats the most matchLabels; then list
// order. Null when none fits.
const Solver* solver_for(const std::vector<Solver>& solvers, const std::string& name,
                         const std::map<std::string, std::string>& labels);

}  // namespace api
