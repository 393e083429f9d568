#include "controller/triggers.h"

#include <algorithm>
#include <set>

#include "lifecycle/partners.h"
#include "records/labels.h"

namespace controller {
namespace {

WorkKey certificate_key(const kube::ObjectKey& key) { return {WorkKey::Kind::kCertificate, key}; }
WorkKey leftovers_key(const std::string& uid) { return {WorkKey::Kind::kLeftovers, {"", uid}}; }

void add_users(const Stores& stores, Queue& queue, const kube::ObjectKey& issuer,
               WorkKey::Kind kind) {
  const api::IssuerRef changed{issuer.name,
                               kind == WorkKey::Kind::kIssuer ? "Issuer" : "ClusterIssuer"};
  const auto& all = stores.certificates;
  const bool everywhere = kind == WorkKey::Kind::kClusterIssuer;
  for (const auto& certificate : everywhere ? all.all() : all.all_of(issuer.namespace_)) {
    const auto issuers = certificate->issuers();
    if (std::find(issuers.begin(), issuers.end(), changed) != issuers.end()) {
      queue.add(certificate_key(certificate->meta.key()));
    }
  }
}

void connect_issuers(Stores& stores, kube::Store<api::Issuer>& store, Queue& queue,
                     WorkKey::Kind kind) {
  store.on_change(
      [&stores, &queue, kind](const kube::ObjectKey& key, const auto& before, const auto& after) {
        queue.add({kind, key});
        if (before && !after) queue.add(leftovers_key(before->meta.uid));
        add_users(stores, queue, key, kind);
      });
}

// An object of ours in the system namespace changed, perhaps by a stranger's hand, or came when its
// Certificate had gone already.
// `also` is told of the change, and of the Certificate that the object is for.
template <class T, class Also>
void connect_owned(const Stores& stores, kube::Store<T>& store, Queue& queue, Also also) {
  store.on_change(
      [&stores, &queue, also](const kube::ObjectKey& key, const auto& before, const auto& after) {
        const kube::Meta& meta = after ? after->meta : before->meta;
        const kube::ObjectKey owner = records::owner_of(meta);
        also(key, owner, after);
        if (owner.name.empty()) return;
        queue.add(certificate_key(owner));
        const auto living = stores.certificates.get(owner);
        const std::string uid = records::value_of(meta.labels, records::kUidLabel);
        if (after && !uid.empty() && (!living || living->meta.uid != uid))
          queue.add(leftovers_key(uid));
      });
}

// The Certificate that a Secret says it is for.
void add_owner(Queue& queue, const std::shared_ptr<const records::SecretSeen>& secret) {
  if (!secret) return;
  const std::string owner =
      records::value_of(secret->meta.annotations, records::kCertificateAnnotation);
  if (!owner.empty()) queue.add(certificate_key({secret->meta.namespace_, owner}));
}

}  // namespace

void connect_triggers(Stores& stores, names::NameOwners& name_owners, AnswerBudget& budget,
                      Queue& queue) {
  stores.certificates.on_change(
      [&](const kube::ObjectKey& key, const auto& before, const auto& after) {
        const auto concerned = name_owners.refresh(key);
        if (before && (!after || after->meta.uid != before->meta.uid)) {
          queue.add(leftovers_key(before->meta.uid));
        }
        queue.add(certificate_key(key));
        const std::string partner = lifecycle::partner_of(after ? *after : *before);
        if (!partner.empty()) queue.add(certificate_key({key.namespace_, partner}));
        for (const auto& other : concerned) queue.add(certificate_key(other));
      });
  stores.name_policies.on_change([&](const auto&, const auto&, const auto&) {
    for (const auto& each : stores.certificates.all()) queue.add(certificate_key(each->meta.key()));
  });
  stores.name_claims.on_change([&](const auto&, const auto& before, const auto& after) {
    const kube::ObjectKey& key = (after ? after : before)->certificate;
    for (const auto& other : name_owners.refresh(key)) queue.add(certificate_key(other));
    const bool lost = before && (!after || after->names.size() < before->names.size());
    if (lost) queue.add(certificate_key(key));
  });
  connect_issuers(stores, stores.issuers, queue, WorkKey::Kind::kIssuer);
  connect_issuers(stores, stores.cluster_issuers, queue, WorkKey::Kind::kClusterIssuer);
  stores.secrets.on_change([&](const kube::ObjectKey&, const auto& before, const auto& after) {
    add_owner(queue, before);
    add_owner(queue, after);
  });
  connect_owned(
      stores, stores.challenges, queue,
      [&budget](const kube::ObjectKey& key, const kube::ObjectKey& owner, const auto& after) {
        budget.note(key, owner.namespace_, after ? after->answers.size() : 0);
      });
  connect_owned(stores, stores.routes, queue, [](const auto&, const auto&, const auto&) {});
}

std::vector<WorkKey> by_urgency(const Stores& stores) {
  std::vector<std::pair<base::WallTime, kube::ObjectKey>> ends;
  for (const auto& one : stores.certificates.all()) {
    ends.push_back({one->status.not_after.value_or(base::WallTime::max()), one->meta.key()});
  }
  std::sort(ends.begin(), ends.end());
  std::vector<WorkKey> keys;
  for (const auto& [end, key] : ends) keys.push_back(certificate_key(key));
  return keys;
}

void add_leftovers(const Stores& stores, Queue& queue) {
  std::set<std::string> living;
  for (const auto& certificate : stores.certificates.all()) living.insert(certificate->meta.uid);
  const auto add = [&](const kube::Meta& meta) {
    const std::string uid = records::value_of(meta.labels, records::kUidLabel);
    if (!uid.empty() && !living.contains(uid)) queue.add(leftovers_key(uid));
  };
  for (const auto& claim : stores.name_claims.all()) {
    if (!stores.certificates.get(claim->certificate))
      queue.add(certificate_key(claim->certificate));
  }
  for (const auto& challenge : stores.challenges.all()) add(challenge->meta);
  for (const auto& route : stores.routes.all()) add(route->meta);
}

}  // namespace controller
