#include "api/issuer.h"

#include <algorithm>
#include <tuple>

#include "api/certificate.h"
#include "api/reasons.h"
#include "api/status.h"
#include "base/base64.h"
#include "base/ip.h"
#include "base/text.h"
#include "wire/time.h"

namespace api {
namespace {

SecretKeyRef read_secret_ref(const wire::Object& object, std::string_view default_key) {
  return {object.text("name"), object.text_or("key", default_key)};
}

Solver read_solver(const wire::Object& object, const std::string& home) {
  const wire::Object selector = object.object("selector");
  Solver solver;
  solver.dns_names = base::canonical_names(selector.texts("dnsNames"));
  solver.dns_zones = base::canonical_names(selector.texts("dnsZones"));
  solver.match_labels = selector.text_map("matchLabels");
  solver.routes = read_http01_routes(object.object("http01"), home);
  return solver;
}

std::string read_ca_bundle(const wire::Object& acme) {
  const auto pem = base::from_base64(acme.text_or("caBundle", ""));
  if (!pem) throw wire::Malformed(acme.path() + ".caBundle: expected base64 of PEM certificates");
  return *pem;
}

PreflightPolicy read_preflight(const wire::Object& acme) {
  const std::string word = acme.text_or("preflight", "Enforce");
  if (word == "Enforce") return PreflightPolicy::kEnforce;
  if (word == "Warn") return PreflightPolicy::kWarn;
  if (word == "Off") return PreflightPolicy::kOff;
  throw wire::Malformed(acme.path() + ".preflight: expected Enforce, Warn or Off");
}

std::optional<RateLimit> read_rate_limit(const wire::Object& limits, std::string_view field) {
  if (!limits.has(field)) return std::nullopt;
  const wire::Object limit = limits.object(field);
  const auto count = limit.integer<int>("count");
  const auto period = read_duration(limit.text("period"));
  if (!count || *count < 1 || *count > 1'000'000'000 || !period || *period < base::Seconds(1)) {
    throw wire::Malformed(limit.path() +
                          ": expected a count of at least 1 and a period such as 168h");
  }
  return RateLimit{*count, *period};
}

RateLimits read_rate_limits(const wire::Object& limits) {
  return {read_rate_limit(limits, "ordersPerAccount"),
          read_rate_limit(limits, "certificatesPerRegisteredDomain"),
          read_rate_limit(limits, "certificatesPerExactSet"),
          read_rate_limit(limits, "failedValidationsPerName")};
}

// As everything is known by it: limits, outages, rules of names. Scheme and host are lower case,
// and the port of https is not said (RFC 3986 section 6.2).
std::string canonical_server(const std::string& url) {
  constexpr std::string_view kScheme = "https://";
  constexpr std::string_view kPort = ":443";
  const std::size_t path = std::min(url.find('/', kScheme.size()), url.size());
  std::string origin = base::lower(url.substr(0, path));
  if (!origin.starts_with(kScheme)) return url;
  if (origin.ends_with(kPort)) origin.erase(origin.size() - kPort.size());
  return origin + url.substr(path);
}

IssuerSpec read_issuer_spec(const wire::Object& acme, const std::string& home) {
  IssuerSpec spec;
  spec.server = canonical_server(acme.text("server"));
  spec.email = acme.text_or("email", "");
  spec.email_required = acme.text_or("emailPolicy", "Required") == "Required";
  spec.terms_agreed = acme.flag("termsOfServiceAgreed", true);
  spec.account_key = read_secret_ref(acme.object("privateKeySecretRef"), "tls.key");
  if (acme.has("externalAccountBinding")) {
    const wire::Object binding = acme.object("externalAccountBinding");
    spec.external_account = {binding.text("keyID"),
                             read_secret_ref(binding.object("keySecretRef"), "secret")};
  }
  spec.ca_bundle_pem = read_ca_bundle(acme);
  spec.profile = acme.text_or("profile", "");
  spec.profile_required = acme.text_or("profilePolicy", "Required") == "Required";
  spec.preferred_chain = acme.text_or("preferredChain", "");
  spec.enable_duration = acme.flag("enableDurationFeature");
  spec.disable_account_key_generation = acme.flag("disableAccountKeyGeneration");
  spec.disable_renewal_info = acme.flag("disableRenewalInfo");
  spec.preflight = read_preflight(acme);
  spec.rate_limits = read_rate_limits(acme.object("rateLimits"));
  spec.allowed_origins = acme.texts("allowedOrigins");
  spec.staging_issuer = acme.object("stagingIssuerRef").text_or("name", "");
  for (const wire::Object& solver : acme.objects("solvers")) {
    spec.solvers.push_back(read_solver(solver, home));
  }
  return spec;
}

IssuerFailure read_issuer_failure(const wire::Object& object) {
  // Bounded, since it is counted on, and a hand may have written any.
  return {std::clamp(object.integer<int>("attempts").value_or(1), 1, 1'000'000),
          object.time("at").value_or(base::WallTime()), object.time("nextTry"),
          object.text_or("version", "")};
}

IssuerStatus read_issuer_status(const wire::Object& object) {
  IssuerStatus status;
  status.observed_generation = read_observed_generation(object);
  status.conditions = read_conditions(object);
  status.account_url = object.object("acme").text_or("uri", "");
  status.rollover_request = object.object("acme").text_or("rolloverRequest", "");
  if (object.has("failure")) status.failure = read_issuer_failure(object.object("failure"));
  return status;
}

// What a namespace's own Issuer says of what is the administrator's does not count: an Ingress of
// ours stands in the system namespace, beyond the rights of a tenant, and so is where requests go
// that we sign.
void drop_what_is_not_a_tenants(IssuerSpec& spec) {
  spec.allowed_origins.clear();
  for (Solver& solver : spec.solvers) drop_what_is_not_a_tenants(solver.routes);
}

Issuer read(const wire::Object& object, bool cluster_scoped) {
  Issuer issuer{kube::read_meta(object), cluster_scoped, {}, {}};
  issuer.spec = read_issuer_spec(object.object("spec").object("acme"), issuer.meta.namespace_);
  issuer.status = read_issuer_status(object.object("status"));
  if (!cluster_scoped) drop_what_is_not_a_tenants(issuer.spec);
  return issuer;
}

// How well a solver fits, higher is better; nothing when it does not.
using Fit = std::tuple<bool, std::size_t, std::size_t>;

bool in_zone(const std::string& name, const std::string& zone) {
  return name == zone || (name.ends_with(zone) && name[name.size() - zone.size() - 1] == '.');
}

std::optional<Fit> fit(const Solver& solver, const std::string& name,
                       const std::map<std::string, std::string>& labels) {
  for (const auto& [key, value] : solver.match_labels) {
    const auto found = labels.find(key);
    if (found == labels.end() || found->second != value) return std::nullopt;
  }
  const bool named =
      std::find(solver.dns_names.begin(), solver.dns_names.end(), name) != solver.dns_names.end();
  std::size_t zone = 0;
  for (const std::string& candidate : solver.dns_zones) {
    if (in_zone(name, candidate)) zone = std::max(zone, candidate.size());
  }
  const bool asks_for_names = !solver.dns_names.empty() || !solver.dns_zones.empty();
  if (asks_for_names && !named && zone == 0) return std::nullopt;
  return Fit{named, zone, solver.match_labels.size()};
}

}  // namespace

bool Issuer::ready() const {
  const kube::Condition* condition = kube::find_condition(status.conditions, kReady);
  return condition != nullptr && condition->status == "True" && !status.account_url.empty() &&
         status.observed_generation == meta.generation;
}

bool Issuer::clock_skewed() const {
  const kube::Condition* condition = kube::find_condition(status.conditions, kClockSkew);
  return condition != nullptr && condition->status == "True";
}

std::string Issuer::rollover_request() const { return annotation(meta, kRolloverAnnotation); }

bool Issuer::rollover_due() const {
  const std::string asked = rollover_request();
  // An issuer that is seen for the first time may be restored from a backup.
  const bool served = status.observed_generation == 0 || asked == status.rollover_request;
  return !asked.empty() && !served;
}

bool Issuer::deactivation_asked() const {
  const std::string url = annotation(meta, kDeactivateAnnotation);
  return !url.empty() && url == status.account_url;
}

std::string Issuer::version() const {
  std::string text = std::to_string(meta.generation);
  for (const auto name : {kLookAgainAnnotation, kRolloverAnnotation, kDeactivateAnnotation}) {
    text += "\n" + annotation(meta, name);
  }
  return text;
}

Issuer read_issuer(const wire::Object& object) { return read(object, false); }
Issuer read_cluster_issuer(const wire::Object& object) { return read(object, true); }

namespace {

wire::Writer write_issuer_failure(const IssuerFailure& failure) {
  wire::Writer writer;
  writer.set("attempts", failure.attempts).set("version", failure.version);
  if (failure.at != base::WallTime()) writer.set("at", wire::write_time(failure.at));
  if (failure.next_try) writer.set("nextTry", wire::write_time(*failure.next_try));
  return writer;
}

}  // namespace

wire::Writer write_status(const Issuer& issuer) {
  wire::Writer status;
  status.set("observedGeneration", issuer.status.observed_generation)
      .set("conditions", write_conditions(issuer.status.conditions));
  wire::Writer account;
  account.set_unless_empty("uri", issuer.status.account_url);
  account.set_unless_empty("rolloverRequest", issuer.status.rollover_request);
  if (!account.empty()) status.set("acme", account);
  if (issuer.status.failure) status.set("failure", write_issuer_failure(*issuer.status.failure));
  return status_body(issuer.resource(), issuer.meta, status);
}

const Solver* solver_for(const std::vector<Solver>& solvers, const std::string& name,
                         const std::map<std::string, std::string>& labels) {
  const Solver* best = nullptr;
  std::optional<Fit> best_fit;
  for (const Solver& solver : solvers) {
    const auto candidate = fit(solver, name, labels);
    if (!candidate || (best_fit && *candidate <= *best_fit)) continue;
    best = &solver;
    best_fit = candidate;
  }
  return best;
}

}  // namespace api
