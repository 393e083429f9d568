#include "controller/observe.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/ip.h"
#include "controller/sight.h"
#include "lifecycle/decide.h"
#include "lifecycle/failover.h"
#include "lifecycle/partners.h"
#include "lifecycle/refusals.h"
#include "lifecycle/subset.h"
#include "lifecycle/twins.h"
#include "limits/name_rules.h"
#include "names/identifiers.h"
#include "names/name_claims.h"
#include "pass/routes_view.h"
#include "records/labels.h"
#include "records/tls_secret.h"

namespace controller {
namespace {

constexpr base::Seconds kValidatorPatience{3};
constexpr base::Seconds kLongTrouble{60};  // after which an issuer's CA counts as down
void observe_preflight(const Sight& sight, const api::Issuer& issuer, lifecycle::Observed& seen) {
  const api::Certificate& certificate = *seen.certificate;
  seen.preflight_policy = issuer.spec.preflight;
  seen.look_subject = seen.asked.text() + " " + std::to_string(issuer.meta.generation) + " " +
                      certificate.renew_request();
  for (const acme::Identifier& name : seen.wanted) seen.look_subject += " " + name.value;
  seen.look = sight.world.preflights.seen(certificate.meta.key(), seen.look_subject);
}

// A name that no solver of the issuer fits, or "".
std::string unsolved_name(const api::Issuer& issuer, const lifecycle::Observed& seen) {
  for (const acme::Identifier& name : seen.wanted) {
    const auto& labels = seen.certificate->meta.labels;
    if (api::solver_for(issuer.spec.solvers, name.value, labels) == nullptr) return name.value;
  }
  return "";
}

lifecycle::IssuerSeen see_issuer(const Sight& sight, const lifecycle::Observed& seen,
                                 const Sight::Issuer& issuer) {
  lifecycle::IssuerSeen one{issuer.ref};
  if (!issuer.object) return one;
  one.serves = issuer.object->ready() && unsolved_name(*issuer.object, seen).empty() &&
               unroutable(*seen.certificate, *issuer.object, seen.wanted).empty();
  const Outages& outages = sight.world.outages;
  if (outages.size() > 0) {  // the name of a CA is a hash, and most of the time all are well
    const std::string ca = Outages::ca_of(*issuer.object);
    one.troubles = outages.failures(ca);
    one.is_down = outages.is_down(ca, sight.mono);
  }
  const kube::Condition* ready =
      kube::find_condition(issuer.object->status.conditions, api::kReady);
  one.unreachable = ready != nullptr && ready->status == "False" &&
                    ready->reason == api::kCaUnreachable &&
                    sight.wall - ready->last_transition > kLongTrouble;
  return one;
}

void observe_asked(Sight& sight, lifecycle::Observed& seen) {
  std::vector<lifecycle::IssuerSeen> issuers;
  for (const Sight::Issuer& issuer : sight.issuers) {
    issuers.push_back(see_issuer(sight, seen, issuer));
  }
  std::optional<lifecycle::IssuerSeen> staging;
  if (sight.staging) staging = see_issuer(sight, seen, *sight.staging);
  const lifecycle::Asked asked = lifecycle::asked_issuer(seen, issuers, staging, sight.now);
  seen.asked = asked.issuer;
  sight.go_by(sight.of(asked.issuer));
  seen.issuer_asked = sight.of(asked.issuer).object;
  seen.asked_at_once = asked.at_once;
  seen.rehearses = asked.rehearses;
}

void observe_twin(const Sight& sight, const api::Certificate& twin, lifecycle::Observed& seen) {
  const api::Certificate& own = *seen.certificate;
  const bool comes_first = twin.status.order || twin.meta.name < own.meta.name;
  if (comes_first && lifecycle::is_about_to_issue(twin, sight.now)) {
    seen.twin_ahead = twin.meta.name;
  }
  if (seen.stored && twin.is_revoked(seen.stored->serial)) seen.revoked_for_twin = true;
  const auto secret = sight.world.stores.secrets.get(twin.secret());
  if (!secret || !secret->is_for(twin.meta) || !secret->certificate) return;
  if (twin.is_revoked(secret->certificate->serial)) return;
  if (seen.twin_has && seen.twin_has->not_before >= secret->certificate->not_before) return;
  seen.twin_has = secret->certificate;
  seen.twin_with_it = twin.meta.name;
}

void observe_twins(const Sight& sight, lifecycle::Observed& seen) {
  const api::Certificate& own = *seen.certificate;
  if (!lifecycle::shares(own)) return;
  for (const auto& other : sight.world.stores.certificates.all_of(own.meta.namespace_)) {
    if (lifecycle::are_twins(own, *other)) observe_twin(sight, *other, seen);
  }
}

void observe_partner(const Sight& sight, lifecycle::Observed& seen) {
  const kube::ObjectKey key{seen.certificate->meta.namespace_,
                            lifecycle::partner_of(*seen.certificate)};
  if (key.name.empty()) return;
  lifecycle::PartnerSeen partner;
  partner.certificate = sight.world.stores.certificates.get(key);
  if (partner.certificate) {
    const std::string& secret = partner.certificate->spec.secret_name;
    partner.secret = sight.world.stores.secrets.get({key.namespace_, secret});
    const auto progress = sight.world.progress.last(key);
    partner.has_new = progress && progress->checked;
  }
  seen.partner_lacks = lifecycle::partner_lacks(seen, partner, sight.now);
}

void observe_issuer(const Sight& sight, lifecycle::Observed& seen) {
  const api::Certificate& certificate = *seen.certificate;
  const auto& issuer = seen.issuer_asked;
  seen.issuer = lifecycle::IssuerState::kMissing;
  if (!issuer) return;
  const kube::Condition* ready = kube::find_condition(issuer->status.conditions, api::kReady);
  const bool looked_at = ready != nullptr && ready->observed_generation == issuer->meta.generation;
  const bool settles = ready != nullptr && (ready->reason == api::kAccountUnknown ||
                                            ready->reason == api::kAccountKeyChanging);
  seen.issuer = issuer->ready()         ? lifecycle::IssuerState::kReady
                : !looked_at || settles ? lifecycle::IssuerState::kNew
                                        : lifecycle::IssuerState::kNotReady;
  if (seen.issuer == lifecycle::IssuerState::kReady) seen.account = issuer->status.account_url;
  if (seen.issuer == lifecycle::IssuerState::kNotReady) seen.issuer_message = ready->message;
  observe_preflight(sight, *issuer, seen);
  seen.unsolved_name = unsolved_name(*issuer, seen);
  seen.unroutable = unroutable(certificate, *issuer, seen.wanted);
  const RoutesView routes = view_routes(sight.world, certificate, *issuer);
  seen.has_routes = !routes.wanted.empty();
  seen.routes_in_place = routes.in_place();
  seen.routes_serve = routes.serves();
  seen.route_patience = routes.patience;
  seen.route_refusal = routes.refusal;
  seen.routes_hindered = routes.hindered;
}

void take_secret(const std::shared_ptr<const records::SecretSeen>& found,
                 lifecycle::Observed& seen) {
  const records::SecretSeen& secret = *found;
  seen.secret_seen = found;
  const api::Certificate& certificate = *seen.certificate;
  if (!secret.is_for(certificate.meta)) {
    seen.secret = lifecycle::SecretState::kForeign;
    seen.secret_owner = secret.owner();
    return;
  }
  seen.secret =
      secret.certificate ? lifecycle::SecretState::kOurs : lifecycle::SecretState::kUnreadable;
  seen.secret_is_fixed = secret.immutable;
  seen.stored = secret.certificate;
  seen.layout_in_place = records::is_laid_out(secret, certificate);
  // The annotation was taken off.
  const auto& last = certificate.status.issuer;
  if (seen.stored && seen.stored->issuer.empty() && last) seen.stored->issuer = last->text();
}

// While the first order is under way there is none that would be lost, until it is to be stored:
// one that was there may have lost our labels.
bool needs_no_look(const Sight& sight) {
  const api::CertificateStatus& status = sight.certificate.status;
  if (!status.order || status.not_after) return false;
  return !sight.progress || sight.progress->order.status != acme::OrderStatus::kValid;
}

void observe_secret(const Sight& sight, lifecycle::Observed& seen) {
  const kube::ObjectKey key = seen.certificate->secret();
  if (const auto ours = sight.world.stores.secrets.get(key)) return take_secret(ours, seen);
  const auto look = sight.world.secret_looks.recent(key, sight.mono);
  if (look && *look) return take_secret(*look, seen);
  if (!look && !needs_no_look(sight)) seen.secret = lifecycle::SecretState::kUnknown;
  seen.placeholder_due = look && seen.certificate->wants_placeholder();
}

// Whether the key of the next certificate is there: a pending one that fits the spec and is not
// the one in use already, or with rotationPolicy Never the one in use.
void observe_key(const Sight& sight, lifecycle::Observed& seen) {
  const api::Certificate& certificate = *seen.certificate;
  const crypto::KeySpec wanted = records::key_spec_of(certificate.spec.private_key);
  const auto pending = sight.world.stores.secrets.get(records::pending_key_of(certificate.meta));
  const auto& current = seen.secret_seen;
  const bool used_up = pending && current && !pending->key_id.empty() &&
                       pending->key_id == current->key_id && !certificate.status.order;
  seen.keeps_key =
      !certificate.spec.private_key.rotate && seen.stored && seen.stored->key_spec == wanted &&
      !certificate.is_revoked(seen.stored->serial) &&
      !(certificate.status.failure && certificate.status.failure->reason == api::kKeyRefused);
  seen.key_in_place = seen.keeps_key || (pending && pending->key_spec == wanted && !used_up);
  seen.key_left = used_up || (pending && seen.secret == lifecycle::SecretState::kForeign);
  seen.answers_left =
      sight.world.stores.challenges.get({sight.world.target.system_namespace,
                                         records::challenge_name_of(certificate.meta)}) != nullptr;
}

// With answers of the account's key as it is now: the CA computes them from that (RFC 8555 section
// 8.1).
bool presented(const Sight& sight, const lifecycle::Observed& seen, const Progress& progress) {
  const api::Certificate& certificate = *seen.certificate;
  const auto& account = sight.of(seen.asked).account;
  const auto challenge = sight.world.stores.challenges.get(
      {sight.world.target.system_namespace, records::challenge_name_of(certificate.meta)});
  if (!challenge) return false;
  const std::string thumbprint = account ? account->key.thumbprint() : "";
  const auto answers = [&](const acme::Authorization& authorization) {
    const acme::Challenge* http01 = authorization.http01();
    if (http01 == nullptr) return false;
    const auto& all = challenge->answers;
    return std::any_of(all.begin(), all.end(), [&](const api::Answer& answer) {
      return answer.token == http01->token && answer.host == authorization.identifier.value &&
             answer.key_authorization.ends_with(thumbprint);
    });
  };
  return std::all_of(progress.to_validate.begin(), progress.to_validate.end(), answers);
}

void observe_failure(const Progress& progress, const lifecycle::Observed& seen,
                     lifecycle::OrderSeen& order) {
  constexpr int kMostLooks = 10;  // ever more slowly
  order.failure = progress.failure;
  order.refused = lifecycle::refused_in(progress.order, progress.to_validate, seen.wanted);
  order.others_proved = lifecycle::proves_others(progress.to_validate, order.refused, seen.wanted);
  order.undecided = progress.verdict_polls < kMostLooks &&
                    std::ranges::any_of(progress.to_validate, [](const auto& authorization) {
                      return authorization.status == "pending";
                    });
}

void observe_unrecorded_order(const Sight& sight, lifecycle::Observed& seen) {
  const auto last = sight.world.progress.last(seen.certificate->meta.key());
  const bool ours = last && last->made_by && last->made_by->url == seen.account;
  if (ours && last->order.identifiers == seen.wanted) seen.unrecorded_order = last->order.url;
}

void observe_order(const Sight& sight, lifecycle::Observed& seen) {
  const auto& record = seen.certificate->status.order;
  if (!record) return observe_unrecorded_order(sight, seen);
  static const auto kNothing = std::make_shared<const Progress>();
  const auto& progress = sight.progress ? sight.progress : kNothing;
  lifecycle::OrderSeen order;
  order.fetched = progress->fetched;
  order.status = progress->order.status;
  order.identifiers = progress->order.identifiers;
  std::sort(order.identifiers.begin(), order.identifiers.end());
  if (!progress->failure.empty()) observe_failure(*progress, seen, order);
  const bool nothing_to_prove = progress->fetched && progress->to_validate.empty();
  order.presented = nothing_to_prove || presented(sight, seen, *progress);
  order.confirmed = nothing_to_prove || progress->confirmed;
  order.answered = nothing_to_prove || progress->answered;
  order.checked = progress->checked;
  order.validation_due =
      progress->validator_seen || sight.mono >= progress->answered_at + kValidatorPatience;
  seen.order = order;
}

void observe_clock(const Sight& sight, lifecycle::Observed& seen) {
  const bool told_far = seen.issuer_asked && seen.issuer_asked->clock_skewed();
  seen.clock_difference = sight.clock_difference;
  seen.clock_checked = sight.clock_checked;
  const bool exists = sight.clock_known && seen.issuer_asked;
  seen.clock_told = exists ? told_far == (sight.clock_difference != base::Millis(0)) : !told_far;
}

// The names of a spec that cannot be served are not recorded.
void observe_claim(const Sight& sight, const std::vector<acme::Identifier>& asked,
                   const names::NameVerdict& verdict, lifecycle::Observed& seen) {
  if (!seen.spec_problem.empty()) return;
  const kube::ObjectKey key = seen.certificate->meta.key();
  const auto record = sight.world.stores.name_claims.get(
      names::name_claim_key(sight.world.target.system_namespace, key));
  const api::ClaimedNames recorded = record ? record->names : api::ClaimedNames{};
  const auto was_issued = [&](const std::string& name) {
    if (seen.stored) return records::has_name(*seen.stored, names::identifier_of(name));
    return seen.certificate->status.not_after.has_value();
  };
  api::ClaimedNames wanted =
      names::names_to_claim({.recorded = recorded,
                             .ours = verdict.ours,
                             .asked = asked,
                             .was_issued = was_issued,
                             .unasked = sight.world.name_owners.unasked(key.namespace_),
                             .now = sight.now});
  if (wanted != recorded) seen.claim = lifecycle::ClaimDue{record, std::move(wanted)};
}

void observe_renewal(const Sight& sight, lifecycle::Observed& seen) {
  const api::Certificate& certificate = *seen.certificate;
  const auto& issuer = seen.issuer_asked;
  seen.renewal_info_off =
      certificate.spec.disable_renewal_info || (issuer && issuer->spec.disable_renewal_info);
  if (seen.renewal_info_off || !seen.stored || seen.stored->certificate_id.empty()) return;
  const bool from_there = seen.stored->issuer == seen.asked.text() &&
                          (seen.stored->account.empty() || seen.stored->account == seen.account);
  if (seen.issuer != lifecycle::IssuerState::kReady || !from_there) return;
  const base::MonoTime next =
      sight.world.renewal_polls.next(certificate.meta.key(), seen.stored->certificate_id);
  seen.renewal_poll_in = std::chrono::ceil<base::Millis>(next - sight.mono);
}

std::string field_of(const api::CertificateSpec& spec, const std::string& name) {
  const bool listed = std::ranges::find(spec.dns_names, name) != spec.dns_names.end();
  return listed ? "spec.dnsNames" : "spec.commonName";
}

// Why the CA would not take one of the names, or so many; "".
std::string name_problem(const lifecycle::Observed& seen) {
  const auto& issuer = seen.issuer_asked;
  const limits::NameRules rules =
      issuer ? limits::name_rules(issuer->spec.server, issuer->spec.profile) : limits::NameRules{};
  for (const acme::Identifier& name : seen.wanted) {
    if (name.type != acme::Identifier::Type::kDns) continue;
    std::string problem = limits::problem_of_name(name.value, rules);
    if (!problem.empty()) return field_of(seen.certificate->spec, name.value) + ": " + problem;
  }
  return limits::problem_of_count(seen.wanted.size(), rules);
}

// Why the spec cannot be served, whatever anybody else does; "".
std::string spec_problem(const Sight& sight, const lifecycle::Observed& seen) {
  const api::Certificate& certificate = *seen.certificate;
  if (certificate.spec.issuer.kind == "ClusterIssuer" && !sight.world.watch_namespaces.empty()) {
    return "spec.issuerRef: the controller serves single namespaces (--watch-namespaces) and reads "
           "no ClusterIssuers: name an Issuer of namespace " +
           certificate.meta.namespace_;
  }
  for (const std::string& ip : certificate.spec.ip_addresses) {
    if (!base::canonical_ip(ip)) return "spec.ipAddresses: no IP address: " + ip;
  }
  if (seen.wanted.empty()) return "no names: list at least one in spec.dnsNames";
  return name_problem(seen);
}

}  // namespace

std::optional<lifecycle::Observed> observe(const World& world, const kube::ObjectKey& key) {
  lifecycle::Observed seen;
  seen.certificate = world.stores.certificates.get(key);
  if (!seen.certificate || seen.certificate->meta.deleting) return std::nullopt;
  Sight sight = sight_of(world, *seen.certificate);
  seen.asked = seen.certificate->spec.issuer;
  seen.wanted = lifecycle::names_to_order(*seen.certificate);
  const auto all = names::identifiers_of(*seen.certificate);
  const names::NameVerdict verdict = world.name_owners.judge(key, all);
  if (verdict.refusal) {
    seen.name_refusal = verdict.refusal->message;
    seen.name_owner = verdict.refusal->owner;
  }
  observe_secret(sight, seen);
  observe_asked(sight, seen);
  seen.spec_problem = spec_problem(sight, seen);
  observe_twins(sight, seen);
  observe_partner(sight, seen);
  observe_issuer(sight, seen);
  observe_key(sight, seen);
  observe_order(sight, seen);
  observe_renewal(sight, seen);
  observe_clock(sight, seen);
  observe_claim(sight, all, verdict, seen);
  return seen;
}

}  // namespace controller
