#include "controller/limits.h"

#include <algorithm>

#include "api/reasons.h"
#include "controller/new_order.h"
#include "controller/observe.h"
#include "wire/time.h"

namespace controller {
namespace {

std::optional<limits::Bucket> bucket(const std::optional<api::RateLimit>& limit) {
  if (!limit) return std::nullopt;
  return limits::Bucket{limit->count, limit->period};
}

limits::Rules rules_of(const api::Issuer& issuer) {
  const api::RateLimits& told = issuer.spec.rate_limits;
  return limits::overlaid(limits::published_rules(issuer.spec.server),
                          {bucket(told.orders_per_account), bucket(told.certificates_per_domain),
                           bucket(told.certificates_per_set), bucket(told.failures_per_name)});
}

std::vector<std::string> values_of(const std::vector<acme::Identifier>& identifiers) {
  std::vector<std::string> names;
  for (const acme::Identifier& identifier : identifiers) names.push_back(identifier.value);
  return names;
}

std::shared_ptr<const api::Issuer> issuer_of(const World& world,
                                             const api::Certificate& certificate) {
  return world.stores.issuer(certificate.meta.namespace_, certificate.spec.issuer);
}

limits::Order order_of(const api::Certificate& certificate, const api::Issuer& issuer) {
  return {issuer.spec.server, issuer.status.account_url, certificate.meta.namespace_,
          values_of(identifiers_of(certificate))};
}

// The same names as what is stored: a renewal by the CA's own count.
bool has_same_names(const Observed& seen) {
  if (!seen.stored) return false;
  std::vector<std::string> stored = seen.stored->dns_names;
  stored.insert(stored.end(), seen.stored->ip_addresses.begin(), seen.stored->ip_addresses.end());
  std::vector<std::string> wanted = values_of(seen.wanted);
  std::sort(stored.begin(), stored.end());
  std::sort(wanted.begin(), wanted.end());
  return stored == wanted;
}

}  // namespace

std::optional<limits::Wait> reserve_order(const Pass& pass, const Account& account) {
  const auto issuer = issuer_of(pass.world, *pass.seen.certificate);
  if (!issuer) return std::nullopt;
  limits::Order order = order_of(*pass.seen.certificate, *issuer);
  order.renewal = has_same_names(pass.seen);
  const auto directory = account.ca->directory(pass.stop);
  order.replaces = directory && !replaced_by_order(pass.seen, account.url, *directory).empty();
  return pass.world.ledger.reserve(order, rules_of(*issuer), pass.now());
}

void give_back_order(const Pass& pass) {
  const auto issuer = issuer_of(pass.world, *pass.seen.certificate);
  if (!issuer) return;
  limits::Order order = order_of(*pass.seen.certificate, *issuer);
  order.renewal = has_same_names(pass.seen);
  pass.world.ledger.give_back(order, rules_of(*issuer));
}

void note_vain_attempt(const Pass& pass) {
  const auto issuer = issuer_of(pass.world, *pass.seen.certificate);
  if (!issuer) return;
  pass.world.ledger.note_vain(order_of(*pass.seen.certificate, *issuer), rules_of(*issuer),
                              pass.now());
}

void hold_limit(const Pass& pass, const std::string& words, base::WallTime until) {
  const auto issuer = issuer_of(pass.world, *pass.seen.certificate);
  if (!issuer) return;
  pass.world.ledger.hold(order_of(*pass.seen.certificate, *issuer), words, until, pass.now());
}

void note_failed_name(const Pass& pass, const std::string& name) {
  const auto issuer = issuer_of(pass.world, *pass.seen.certificate);
  if (!issuer) return;
  pass.world.ledger.note_failure(order_of(*pass.seen.certificate, *issuer), name, rules_of(*issuer),
                                 pass.now());
}

void note_certificates(World& world) {
  const base::WallTime now = world.clock.wall_now();
  for (const auto& certificate : world.stores.certificates.all()) {
    const auto& failure = certificate->status.failure;
    const auto issuer = issuer_of(world, *certificate);
    if (!issuer || !failure || failure->reason != api::kRateLimited) continue;
    world.ledger.hold(order_of(*certificate, *issuer), failure->message, failure->next_try, now);
  }
  std::vector<std::shared_ptr<const api::Certificate>> issued;
  for (const auto& certificate : world.stores.certificates.all()) {
    if (certificate->status.not_before) issued.push_back(certificate);
  }
  std::sort(issued.begin(), issued.end(), [](const auto& one, const auto& other) {
    return *one->status.not_before < *other->status.not_before;
  });
  for (const auto& certificate : issued) {
    const auto issuer = issuer_of(world, *certificate);
    if (!issuer) continue;
    world.ledger.note_issued(order_of(*certificate, *issuer), rules_of(*issuer),
                             *certificate->status.not_before);
  }
}

std::string words_for(const limits::Wait& wait, base::WallTime now) {
  const std::string limit =
      (wait.ours ? "what may fail (" : "the CA's rate limit (") + wait.limit + ") ";
  if (wait.until - now < base::Seconds(60)) return limit + "is used up; others come first";
  return limit + "is used up; tried again at " + wire::write_time(wait.until);
}

}  // namespace controller
