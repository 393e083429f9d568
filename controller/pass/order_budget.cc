#include "pass/order_budget.h"

#include "api/reasons.h"
#include "lifecycle/replacement.h"

namespace controller {
namespace {

std::shared_ptr<const api::Issuer> issuer_of(const World& world,
                                             const api::Certificate& certificate) {
  return world.stores.issuer(certificate.meta.namespace_, certificate.asked_last());
}

// Nothing where it is not known what the order replaces.
std::optional<limits::Order> order_at(const Pass& pass, const api::Issuer& issuer,
                                      const Account& account) {
  const auto directory = account.ca->directory(pass.stop);
  if (!directory) return std::nullopt;
  limits::Order order = counted_order(pass.seen, issuer);
  order.replaces = !lifecycle::replaced_by_order(pass.seen, account.url, *directory).empty();
  return order;
}

}  // namespace

std::optional<limits::Wait> reserve_order(const Pass& pass, const Account& account) {
  const auto& issuer = pass.issuer();
  if (!issuer) return std::nullopt;
  const auto order = order_at(pass, *issuer, account);
  return pass.world.ledger.reserve(order.value_or(counted_order(pass.seen, *issuer)),
                                   rules_of(*issuer), pass.now());
}

void give_back_reserved(const Pass& pass) {
  const auto& issuer = pass.issuer();
  const auto account = issuer ? pass.world.accounts.kept(*issuer) : nullptr;
  const auto& record = pass.seen.certificate->status.order;
  if (!account || (record && record->account != account->url)) return;
  if (const auto order = order_at(pass, *issuer, *account)) {
    pass.world.ledger.give_back(*order, rules_of(*issuer));
  }
}

void give_back_order(const Pass& pass) {
  const auto& order = pass.seen.order;
  if (order && order->status != acme::OrderStatus::kValid) give_back_reserved(pass);
}

void note_vain_attempt(const Pass& pass, const std::vector<std::string>& names) {
  const auto& issuer = pass.issuer();
  if (!issuer) return;
  limits::Order order = counted_order(pass.seen, *issuer);
  if (!names.empty()) order.names = names;
  pass.world.ledger.note_vain(order, rules_of(*issuer), pass.now());
}

void hold_limit(const Pass& pass, const std::string& words, base::WallTime until) {
  const auto& issuer = pass.issuer();
  if (!issuer) return;
  pass.world.ledger.hold(counted_order(pass.seen, *issuer), rules_of(*issuer), {words, until},
                         pass.now());
}

void note_failed_name(const Pass& pass, const std::string& name) {
  const auto& issuer = pass.issuer();
  if (!issuer) return;
  pass.world.ledger.note_failure(counted_order(pass.seen, *issuer), name, rules_of(*issuer),
                                 pass.now());
}

void note_certificates(World& world) {
  const base::WallTime now = world.clock.wall_now();
  for (const auto& certificate : world.stores.certificates.all()) {
    const auto& failure = certificate->status.failure;
    const auto issuer = issuer_of(world, *certificate);
    if (!issuer || !failure || failure->reason != api::kRateLimited) continue;
    const bool of_owner = true;  // a tenant may have written that status
    world.ledger.hold(order_of(*certificate, *issuer), rules_of(*issuer),
                      {failure->message, failure->next_try, of_owner}, now);
  }
  std::vector<Counted> all;
  for (const auto& certificate : world.stores.certificates.all()) {
    if (const auto issuer = issuer_of(world, *certificate)) add_counted(*certificate, *issuer, all);
  }
  note_all(all, world.ledger);
}

}  // namespace controller
