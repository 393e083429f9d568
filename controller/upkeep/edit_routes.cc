#include "upkeep/edit_routes.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "names/name_claims.h"
#include "pass/removal.h"
#include "records/labels.h"
#include "routes/edits.h"

namespace controller {
namespace {

constexpr base::Millis kWhileAnotherEdits{50};
constexpr base::Millis kAfterEditTrouble{30'000};

using Trouble = std::optional<kube::Error>;

// All that is written in a namespace is one turn.
std::vector<std::string> turn_of(const std::string& namespace_) { return {"edits/" + namespace_}; }

Trouble applied(World& world, const kube::Resource& resource, const kube::ObjectKey& key,
                const wire::Writer& body, std::stop_token stop) {
  const auto answer = world.cluster.apply(resource, key, body, kube::forced(), stop);
  return answer ? std::nullopt : Trouble(answer.error());
}

Trouble removed(World& world, const kube::ObjectKey& slice, std::stop_token stop) {
  const auto gone = world.cluster.remove(kube::kEndpointSlices, slice, {}, stop);
  return gone ? std::nullopt : Trouble(gone.error());
}

// ---- The door -----------------------------------------------------------------------------------

// A Service of that name which is not ours is left alone.
Trouble foreign_door(const kube::ObjectKey& key) {
  return kube::Error{kube::Error::Kind::kInvalid,
                     0,
                     "Service " + key.text() +
                         " is not Sallyport's: remove it, or take name out of the issuer's solver",
                     {}};
}

Trouble write_door(World& world, const std::string& namespace_, const Door& door,
                   std::stop_token stop) {
  const kube::ObjectKey key{namespace_, kDoor};
  if (!world.stores.doors.get(key)) {
    const auto there = world.cluster.get(kServices, key, stop);
    if (there && records::value_of(kube::read_meta(*there).labels, records::kManagedBy) !=
                     records::kSallyport)
      return foreign_door(key);
  }
  for (const kube::ObjectKey& slice : slices_of_door(namespace_)) {
    const auto wanted =
        std::ranges::find(door.slices, slice, [](const auto& each) { return each.first; });
    Trouble trouble = wanted != door.slices.end()
                          ? applied(world, kube::kEndpointSlices, slice, wanted->second, stop)
                          : removed(world, slice, stop);
    if (trouble) return trouble;
  }
  const auto answer = world.cluster.apply(kServices, key, door.service, kube::forced(), stop);
  if (!answer) return answer.error();
  world.stores.doors.put(read_door(*answer));
  return std::nullopt;
}

// Its Service says by a hash what all of it was like when it was written.
Trouble put_door(World& world, const std::string& namespace_, std::stop_token stop) {
  std::vector<installation::SliceSeen> slices;
  for (const auto& slice : world.stores.slices.all()) slices.push_back(*slice);
  const Door door = door_in(namespace_, slices, world.target);
  const auto there = world.stores.doors.get({namespace_, kDoor});
  const bool stands =
      there && records::value_of(there->meta.annotations, records::kHashAnnotation) == door.hash;
  return stands ? std::nullopt : write_door(world, namespace_, door, stop);
}

Trouble remove_door(World& world, const std::string& namespace_, std::stop_token stop) {
  const auto there = world.stores.doors.get({namespace_, kDoor});
  if (!there) return std::nullopt;
  for (const kube::ObjectKey& slice : slices_of_door(namespace_)) {
    if (Trouble trouble = removed(world, slice, stop)) return trouble;
  }
  const auto gone = remove_object(world, kServices, world.stores.doors, there->meta, stop);
  return gone ? std::nullopt : Trouble(gone.error());
}

// ---- The paths ----------------------------------------------------------------------------------

// The API server refuses what was decided from an older Ingress: then the one of now is looked at.
Trouble patch(World& world, const UserIngressSeen& seen, const std::string& text,
              std::stop_token stop) {
  const kube::ObjectKey key = seen.meta.key();
  const auto answer = world.cluster.json_patch(kube::kIngresses, key, text, stop);
  if (answer) {
    world.stores.user_ingresses.put(read_user_ingress(*answer));
    return std::nullopt;
  }
  const auto now = world.cluster.get(kube::kIngresses, key, stop);
  if (!now) return answer.error();
  UserIngressSeen fresh = read_user_ingress(*now);
  const bool changed = fresh.meta.resource_version != seen.meta.resource_version;
  world.stores.user_ingresses.put(std::move(fresh));
  kube::Error error = answer.error();
  if (changed) error.kind = kube::Error::Kind::kConflict;
  return error;
}

bool wants(const World& world, const kube::ObjectKey& ingress, const std::string& host) {
  const acme::Identifier name = names::identifier_of(host);
  for (const auto& key : world.name_owners.asking_for(name)) {
    if (key.namespace_ != ingress.namespace_) continue;
    const auto certificate = world.stores.certificates.get(key);
    if (!certificate || certificate->meta.deleting) continue;
    for (const api::IssuerRef& ref : certificate->issuers()) {
      const auto issuer = world.stores.issuer(key.namespace_, ref);
      if (!issuer) continue;
      const auto edits = wanted_routes(*certificate, *issuer, {name}).edits;
      if (std::ranges::find(edits, ingress.name, &WantedEdit::ingress) != edits.end()) return true;
    }
  }
  return false;
}

Trouble take_out(World& world, const UserIngressSeen& ingress, std::stop_token stop) {
  const kube::ObjectKey key = ingress.meta.key();
  const std::string text =
      patch_to_remove(ingress, [&](const std::string& host) { return wants(world, key, host); });
  if (text.empty()) return std::nullopt;
  if (Trouble trouble = patch(world, ingress, text, stop)) return trouble;
  for (const UserRule& rule : ingress.rules) {
    if (rule.ours >= 0) world.edit_desk.note_removed(key, rule.host);
  }
  base::log_info("PathRemoved", {{"ingress", key.text()}});
  return std::nullopt;
}

Trouble tidy(World& world, const std::string& namespace_, std::stop_token stop) {
  for (const auto& ingress : world.stores.user_ingresses.all_of(namespace_)) {
    if (!ingress->has_ours()) continue;
    if (Trouble trouble = take_out(world, *ingress, stop)) return trouble;
  }
  bool needed = false;
  for (const auto& ingress : world.stores.user_ingresses.all_of(namespace_))
    needed = needed || ingress->has_ours();
  return needed ? put_door(world, namespace_, stop) : remove_door(world, namespace_, stop);
}

}  // namespace

lifecycle::Outcome put_edits(const Pass& pass, const WantedEdit& missing) {
  World& world = pass.world;
  const std::string& namespace_ = pass.meta().namespace_;
  const kube::ObjectKey key{namespace_, missing.ingress};
  const auto turn = world.route_desk.take_turn(turn_of(namespace_));
  if (!turn) return base::LookAgain(kWhileAnotherEdits);
  if (Trouble trouble = put_door(world, namespace_, pass.stop))
    return lifecycle::ClusterError{*trouble};
  const auto ingress = world.stores.user_ingresses.get(key);
  if (!ingress) return base::kNow;  // the next look says so
  const std::string text = patch_to_add(*ingress, missing.hosts, missing.path_type);
  if (text.empty()) return base::kNow;
  if (Trouble trouble = patch(world, *ingress, text, pass.stop)) {
    if (trouble->kind == kube::Error::Kind::kConflict) return base::kAfterConflict;
    return lifecycle::ClusterError{*trouble};
  }
  world.edit_desk.note_added(key, missing.hosts);
  base::log_info(api::kRouteCreated,
                 {{"certificate", pass.certificate()}, {"ingress", key.text()}});
  return base::kNow;
}

base::LookAgain tidy_edits(World& world, const std::string& namespace_, std::stop_token stop) {
  const auto turn = world.route_desk.take_turn(turn_of(namespace_));
  if (!turn) return kWhileAnotherEdits;
  Trouble trouble = tidy(world, namespace_, stop);
  if (!trouble) return std::nullopt;
  if (trouble->kind == kube::Error::Kind::kConflict) return base::kAfterConflict;
  base::log_warning(api::kClusterRefused, {{"message", trouble->message}});
  return kAfterEditTrouble;
}

}  // namespace controller
