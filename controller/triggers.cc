#include "controller/triggers.h"

#include <algorithm>
#include <set>

#include "lifecycle/partners.h"
#include "lifecycle/twins.h"
#include "names/identifiers.h"
#include "names/name_claims.h"
#include "records/labels.h"

namespace controller {
namespace {

WorkKey certificate_key(const kube::ObjectKey& key) { return {WorkKey::Kind::kCertificate, key}; }
WorkKey http_route_key(const kube::ObjectKey& key) { return {WorkKey::Kind::kHttpRoute, key}; }
WorkKey edits_key(const std::string& namespace_) {
  return {WorkKey::Kind::kEdits, {namespace_, ""}};
}
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

// A spec that was there is another one now, or is gone.
template <class Seen>
bool asks_for_less(const Seen& before, const Seen& after) {
  return before && (!after || after->meta.uid != before->meta.uid ||
                    after->meta.generation != before->meta.generation);
}

void add_http_routes(const Stores& stores, Queue& queue) {
  for (const auto& route : stores.http_routes.all()) queue.add(http_route_key(route->meta.key()));
}

// Of the users' Ingresses those that have a path of ours; of all namespaces, or of one.
void add_edits(const Stores& stores, const std::string& namespace_, Queue& queue) {
  const auto& all = stores.user_ingresses;
  for (const auto& ingress : namespace_.empty() ? all.all() : all.all_of(namespace_)) {
    if (ingress->has_ours()) queue.add(edits_key(ingress->meta.namespace_));
  }
}

void connect_issuers(Stores& stores, kube::Store<api::Issuer>& store, Queue& queue,
                     WorkKey::Kind kind) {
  store.on_change(
      [&stores, &queue, kind](const kube::ObjectKey& key, const auto& before, const auto& after) {
        queue.add({kind, key});
        if (before && !after) queue.add(leftovers_key(before->meta.uid));
        add_users(stores, queue, key, kind);
        if (!asks_for_less(before, after)) return;
        add_http_routes(stores, queue);
        add_edits(stores, key.namespace_, queue);
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
        also(key, owner, before, after);
        if (owner.name.empty()) return;
        queue.add(certificate_key(owner));
        const auto living = stores.certificates.get(owner);
        const std::string uid = records::value_of(meta.labels, records::kUidLabel);
        if (after && !uid.empty() && (!living || living->meta.uid != uid))
          queue.add(leftovers_key(uid));
      });
}

void add_asking(const names::NameOwners& name_owners, const std::vector<std::string>& hosts,
                Queue& queue) {
  for (const std::string& host : hosts) {
    for (const auto& key : name_owners.asking_for(names::identifier_of(host)))
      queue.add(certificate_key(key));
  }
}

// Those that wait for what it gets ask for the same names.
void add_twins(const api::Certificate& changed, const names::NameOwners& name_owners,
               Queue& queue) {
  const auto names = names::identifiers_of(changed);
  if (!lifecycle::shares(changed) || names.empty()) return;
  add_asking(name_owners, {names.front().value}, queue);
}

// Another Certificate may need what this one has, and nobody else may.
void let_go_of_routes(const api::Certificate& before, const names::NameOwners& name_owners,
                      const RouteDesk& route_desk, Queue& queue) {
  for (const acme::Identifier& name : names::identifiers_of(before)) {
    add_asking(name_owners, {name.value}, queue);
    for (const auto& route : route_desk.routes_with(name.value)) queue.add(http_route_key(route));
  }
}

void connect_routes(Stores& stores, const names::NameOwners& name_owners, RouteDesk& route_desk,
                    Queue& queue) {
  connect_owned(stores, stores.ingresses, queue,
                [&](const auto&, const auto&, const auto& before, const auto& after) {
                  if (before && !after) add_asking(name_owners, before->hosts, queue);
                });
  stores.http_routes.on_change(
      [&](const kube::ObjectKey& key, const auto& before, const auto& after) {
        route_desk.note(key, before, after);
        if (after) queue.add(http_route_key(key));
        for (const auto& each : {before, after}) {
          if (each) add_asking(name_owners, each->hosts, queue);
        }
      });
}

// A user's Ingress changed: who asks for one of its hosts may need it edited, and what is in it may
// be needed no more.
void connect_edits(Stores& stores, const names::NameOwners& name_owners, Queue& queue) {
  stores.user_ingresses.on_change(
      [&](const kube::ObjectKey& key, const auto& before, const auto& after) {
        for (const auto& each : {before, after}) {
          if (!each) continue;
          if (each->has_ours()) queue.add(edits_key(key.namespace_));
          for (const UserRule& rule : each->rules) {
            for (const auto& asking : name_owners.asking_for(names::identifier_of(rule.host))) {
              if (asking.namespace_ == key.namespace_) queue.add(certificate_key(asking));
            }
          }
        }
      });
  const auto add_namespace = [&queue](const kube::ObjectKey& key, const auto&, const auto&) {
    queue.add(edits_key(key.namespace_));
  };
  stores.doors.on_change(add_namespace);
  stores.door_slices.on_change(add_namespace);
  stores.slices.on_change([&stores, &queue](const auto&, const auto&, const auto&) {
    for (const auto& door : stores.doors.all()) queue.add(edits_key(door->meta.namespace_));
  });
}

// The Ingress, Gateway or ListenerSet of a user that has it made.
void add_asker(const api::Certificate& certificate, Queue& queue) {
  if (const auto asker = asker_of(certificate.meta))
    queue.add(annotated_key(asker->kind, {certificate.meta.namespace_, asker->name}));
}

void connect_annotated(Stores& stores, AnnotationDesk& desk, AnnotatedKind kind, Queue& queue) {
  stores.annotated(kind).on_change(
      [&desk, &queue, kind](const kube::ObjectKey& key, const auto& before, const auto& after) {
        if (before && !after) return desk.forget(before->meta.uid);
        const bool has_asked = before && asks(before->meta);
        if (has_asked || asks(after->meta)) queue.add(annotated_key(kind, key));
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

WorkKey annotated_key(AnnotatedKind kind, const kube::ObjectKey& key) {
  switch (kind) {
    case AnnotatedKind::kIngress:
      return {WorkKey::Kind::kIngress, key};
    case AnnotatedKind::kGateway:
      return {WorkKey::Kind::kGateway, key};
    case AnnotatedKind::kListenerSet:
      break;
  }
  return {WorkKey::Kind::kListenerSet, key};
}

void connect_triggers(Stores& stores, names::NameOwners& name_owners, AnswerBudget& budget,
                      RouteDesk& route_desk, AnnotationDesk& annotation_desk, Queue& queue) {
  for (const auto kind :
       {AnnotatedKind::kIngress, AnnotatedKind::kGateway, AnnotatedKind::kListenerSet})
    connect_annotated(stores, annotation_desk, kind, queue);
  stores.certificates.on_change(
      [&](const kube::ObjectKey& key, const auto& before, const auto& after) {
        annotation_desk.note(before, after);
        if (asks_for_less(before, after)) add_asker(*before, queue);
        const auto concerned = name_owners.refresh(key);
        if (before && (!after || after->meta.uid != before->meta.uid)) {
          queue.add(leftovers_key(before->meta.uid));
        }
        queue.add(certificate_key(key));
        const std::string partner = lifecycle::partner_of(after ? *after : *before);
        if (!partner.empty()) queue.add(certificate_key({key.namespace_, partner}));
        for (const auto& other : concerned) queue.add(certificate_key(other));
        add_twins(after ? *after : *before, name_owners, queue);
        if (!asks_for_less(before, after)) return;
        let_go_of_routes(*before, name_owners, route_desk, queue);
        add_edits(stores, key.namespace_, queue);
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
  connect_owned(stores, stores.challenges, queue,
                [&budget](const kube::ObjectKey& key, const kube::ObjectKey& owner, const auto&,
                          const auto& after) {
                  budget.note(key, owner.namespace_, after ? after->answers.size() : 0);
                });
  connect_routes(stores, name_owners, route_desk, queue);
  connect_edits(stores, name_owners, queue);
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
  for (const auto& ingress : stores.ingresses.all()) add(ingress->meta);
  add_http_routes(stores, queue);
  add_edits(stores, "", queue);
  for (const auto& door : stores.doors.all()) queue.add(edits_key(door->meta.namespace_));
  for (const auto& slice : stores.door_slices.all()) queue.add(edits_key(slice->meta.namespace_));
  for (const auto& certificate : stores.certificates.all()) add_asker(*certificate, queue);
}

}  // namespace controller
