#include "controller/run.h"

#include "api/reasons.h"
#include "base/log.h"
#include "controller/annotated_steps.h"
#include "controller/apply.h"
#include "controller/observe.h"
#include "names/name_claims.h"
#include "orders/authorizations.h"
#include "pass/removal.h"
#include "records/labels.h"
#include "upkeep/claim_steps.h"
#include "upkeep/edit_routes.h"
#include "upkeep/gateway_routes.h"

namespace controller {
namespace {

constexpr base::Millis kAfterError{5000};
constexpr base::Millis kLongestProof = std::chrono::hours(1);

// Nobody waits for its order any more.
base::LookAgain let_go(World& world, const kube::ObjectKey& certificate, std::stop_token stop) {
  const auto progress = world.progress.last(certificate);
  if (progress) give_up_authorizations(world, *progress, stop);
  world.progress.forget(certificate);
  world.preflights.forget_all_of(certificate);
  world.renewal_polls.forget(certificate);
  world.pending_keys.forget(certificate);
  return release_names(world, certificate, stop);
}

base::LookAgain look_at_issuer(const kube::Store<api::Issuer>& store, Issuers& issuers,
                               const kube::ObjectKey& key, std::stop_token stop) {
  const auto issuer = store.get(key);
  return issuer ? issuers.reconcile(*issuer, stop) : std::nullopt;
}

// A host has one rule, so another Certificate may have begun an order with the rule of this one. It
// gets a rule of its own once this one is gone, and till then the CA would be led astray. An order
// that has come to nothing for so long is no reason to keep it.
bool leads_the_ca(const World& world, const IngressSeen& ingress) {
  const auto is_asked_by = [&](const api::Certificate& certificate) {
    return world.progress.proves_names(certificate) &&
           world.clock.wall_now() - certificate.status.order->started < kLongestProof;
  };
  for (const std::string& host : ingress.hosts) {
    if (host.empty()) continue;
    for (const auto& key : world.name_owners.asking_for(names::identifier_of(host))) {
      const auto certificate = world.stores.certificates.get(key);
      if (certificate && is_asked_by(*certificate)) return true;
    }
  }
  return false;
}
bool leads_the_ca(const World&, const api::Challenge&) { return false; }

// Removes what is labelled with the uid of a Certificate, if that is gone.
template <class T>
bool remove_labelled(World& world, const kube::Resource& resource, kube::Store<T>& store,
                     const std::string& uid, std::stop_token stop) {
  bool all = true;
  for (const auto& object : store.all()) {
    if (records::value_of(object->meta.labels, records::kUidLabel) != uid) continue;
    const auto owner = world.stores.certificates.get(records::owner_of(object->meta));
    if (owner && owner->meta.uid == uid) continue;  // it was only late
    if (leads_the_ca(world, *object)) {
      all = false;
      continue;
    }
    const auto removed = remove_object(world, resource, store, object->meta, stop);
    if (removed) {
      base::log_info("LeftoverRemoved", {{"object", object->meta.key().text()}});
    } else {
      base::log_warning(api::kClusterRefused, {{"message", removed.error().message}});
      all = false;
    }
  }
  return all;
}

base::LookAgain look_at(const WorkKey& key, World& world, Issuers& issuers,
                        const lifecycle::Policy& policy, std::stop_token stop) {
  switch (key.kind) {
    case WorkKey::Kind::kCertificate:
      return look_at_certificate(world, key.key, policy, stop);
    case WorkKey::Kind::kIssuer:
      return look_at_issuer(world.stores.issuers, issuers, key.key, stop);
    case WorkKey::Kind::kClusterIssuer:
      return look_at_issuer(world.stores.cluster_issuers, issuers, key.key, stop);
    case WorkKey::Kind::kHttpRoute:
      return tidy_http_route(world, key.key, stop);
    case WorkKey::Kind::kEdits:
      return tidy_edits(world, key.key.namespace_, stop);
    case WorkKey::Kind::kIngress:
      return look_at_annotated(world, AnnotatedKind::kIngress, key.key, stop);
    case WorkKey::Kind::kGateway:
      return look_at_annotated(world, AnnotatedKind::kGateway, key.key, stop);
    case WorkKey::Kind::kListenerSet:
      return look_at_annotated(world, AnnotatedKind::kListenerSet, key.key, stop);
    case WorkKey::Kind::kLeftovers:
      forget(world, issuers, key.key.name);
      return remove_leftovers(world, key.key.name, stop);
  }
  return std::nullopt;
}

}  // namespace

base::LookAgain look_at_certificate(World& world, const kube::ObjectKey& key,
                                    const lifecycle::Policy& policy, std::stop_token stop) {
  constexpr int kMostTurns = 2;
  base::LookAgain again;
  for (int turn = 0; turn < kMostTurns; ++turn) {
    const auto seen = observe(world, key);
    if (!seen) return let_go(world, key, stop);
    const Pass pass{world, *seen, stop};
    const lifecycle::Step step = lifecycle::decide(*seen, pass.now(), policy);
    again = controller::apply(pass, step);
    // What it finds is good for a while only: it is used in this very turn.
    const bool goes_on = std::holds_alternative<lifecycle::LookForSecret>(step);
    if (!goes_on || again != base::kNow) break;
  }
  return again;
}

void forget(World& world, Issuers& issuers, const std::string& uid) {
  issuers.forget(uid);
  world.ledger.forget(uid);
  world.key_maker.forget(uid);
}

base::LookAgain remove_leftovers(World& world, const std::string& uid, std::stop_token stop) {
  const bool challenges =
      remove_labelled(world, api::kChallenges, world.stores.challenges, uid, stop);
  const bool routes = remove_labelled(world, kube::kIngresses, world.stores.ingresses, uid, stop);
  return challenges && routes ? std::nullopt : base::LookAgain(kAfterError);
}

void work(Queue& queue, World& world, Issuers& issuers, const lifecycle::Policy& policy,
          std::stop_token stop) {
  while (const auto key = queue.take(stop)) {
    base::LookAgain again = kAfterError;
    try {
      again = look_at(*key, world, issuers, policy, stop);
    } catch (const std::exception& e) {
      base::log_error("LookFailed", {{"object", key->key.text()}, {"message", e.what()}});
    }
    std::optional<base::MonoTime> then;
    if (again) then = world.clock.mono_now() + *again;
    world.metrics.turn(queue.done(*key, then), again && *again > base::kNow);
  }
}

}  // namespace controller
