#include "upkeep/edit_routes.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "names/name_claims.h"
#include "pass/removal.h"
#include "pass/up_to_date.h"
#include "records/labels.h"
#include "routes/edits.h"

namespace controller {
namespace {

constexpr base::Millis kWhileAnotherEdits{50};
constexpr base::Millis kAfterEditTrouble{30'000};

using Trouble = std::optional<kube::Error>;

// All that is written in a namespace is one turn.
std::vector<std::string> turn_of(const std::string& namespace_) { return {"edits/" + namespace_}; }

// ---- The door -----------------------------------------------------------------------------------

// In the desk, beside the Ingresses.
kube::ObjectKey desk_key(const kube::Resource& resource, const kube::ObjectKey& key) {
  return {key.namespace_, std::string(resource.plural) + "/" + key.name};
}

// Somebody takes it away, or changes it, each time that it was written. The text is the same at
// each look, so that the status is written once.
Trouble fought_over(const World& world, const kube::Resource& resource, const kube::ObjectKey& key,
                    const std::string& hash) {
  const EditDesk::Pace pace = world.edit_desk.pace(desk_key(resource, key), hash);
  if (pace.pause <= base::Millis(0)) return std::nullopt;
  return kube::Error{kube::Error::Kind::kInvalid, 0,
                     std::string(resource.kind) + " " + key.text() +
                         " was written, and somebody has removed or changed it, so it is written "
                         "again ever more rarely, at last once an hour: have them leave what has "
                         "the label " +
                         std::string(records::kOwnedSelector) + " alone",
                     std::chrono::ceil<base::Seconds>(pace.pause)};
}

// Of one that is seen none but the very same is written; where none is seen, none that came
// meanwhile.
template <class T>
Trouble put_object(World& world, const kube::Resource& resource, const kube::ObjectKey& key,
                   const wire::Writer& body, const std::string& hash, kube::Store<T>& store,
                   T (*read)(const wire::Object&), std::stop_token stop) {
  if (Trouble trouble = fought_over(world, resource, key, hash)) return trouble;
  const auto seen = store.get(key);
  const auto answer = world.cluster.apply(
      resource, key, seen ? kube::conditional(body, seen->meta) : kube::only_new(body),
      kube::forced(), stop);
  if (answer) {
    store.put(read(*answer));
    world.edit_desk.note_written(desk_key(resource, key), hash);
    return std::nullopt;
  }
  if (answer.error().kind == kube::Error::Kind::kConflict)
    bring_up_to_date(world, resource, key, store, read, Watched::kOurs, stop);
  return answer.error();
}

template <class T>
Trouble take_away(World& world, const kube::Resource& resource, kube::Store<T>& store,
                  const kube::Meta& seen, std::stop_token stop) {
  const auto gone = remove_object(world, resource, store, seen, stop);
  if (!gone) return gone.error();
  world.edit_desk.note_gone(desk_key(resource, seen.key()));
  return std::nullopt;
}

// The store has those of ours alone. Another one of that name is left alone, and so is what cannot
// be read.
template <class T>
Trouble foreign(World& world, const kube::Resource& resource, const kube::ObjectKey& key,
                const kube::Store<T>& store, std::stop_token stop) {
  if (store.get(key)) return std::nullopt;
  const auto there = world.cluster.get(resource, key, stop);
  if (!there && there.error().kind == kube::Error::Kind::kNotFound) return std::nullopt;
  if (!there) return there.error();
  if (records::is_of_sallyport(kube::read_meta(*there))) return std::nullopt;
  return kube::Error{kube::Error::Kind::kInvalid,
                     0,
                     std::string(resource.kind) + " " + key.text() +
                         " is not Sallyport's: remove it, or take name out of the issuer's solver",
                     {}};
}

// Before any of it is written.
Trouble foreign_door(World& world, const std::string& namespace_, const Door& door,
                     std::stop_token stop) {
  if (auto trouble = foreign(world, kServices, {namespace_, kDoor}, world.stores.doors, stop))
    return trouble;
  for (const auto& [slice, body] : door.slices) {
    if (auto trouble = foreign(world, kube::kEndpointSlices, slice, world.stores.door_slices, stop))
      return trouble;
  }
  return std::nullopt;
}

Trouble put_slice(World& world, const kube::ObjectKey& key, const wire::Writer& body,
                  std::stop_token stop) {
  const auto there = world.stores.door_slices.get(key);
  const std::string hash = read_door_slice(body.object()).hash;
  if (there && there->hash == hash) return std::nullopt;
  return put_object(world, kube::kEndpointSlices, key, body, hash, world.stores.door_slices,
                    read_door_slice, stop);
}

// Those of ours that are not in the door.
Trouble remove_slices(World& world, const std::string& namespace_, const Door& door,
                      std::stop_token stop) {
  for (const kube::ObjectKey& key : slices_of_door(namespace_)) {
    const auto there = world.stores.door_slices.get(key);
    const bool stays =
        std::ranges::any_of(door.slices, [&](const auto& each) { return each.first == key; });
    if (!there || stays) continue;
    if (Trouble trouble =
            take_away(world, kube::kEndpointSlices, world.stores.door_slices, there->meta, stop))
      return trouble;
  }
  return std::nullopt;
}

// The Service says by a hash what all of the door was like when it was written.
Trouble put_door(World& world, const std::string& namespace_, std::stop_token stop) {
  std::vector<installation::SliceSeen> replicas;
  for (const auto& slice : world.stores.slices.all()) replicas.push_back(*slice);
  const Door door = door_in(namespace_, replicas, world.target);
  if (Trouble trouble = foreign_door(world, namespace_, door, stop)) return trouble;
  for (const auto& [key, body] : door.slices) {
    if (Trouble trouble = put_slice(world, key, body, stop)) return trouble;
  }
  if (Trouble trouble = remove_slices(world, namespace_, door, stop)) return trouble;
  const kube::ObjectKey key{namespace_, kDoor};
  const auto there = world.stores.doors.get(key);
  const bool stands =
      there && records::value_of(there->meta.annotations, records::kHashAnnotation) == door.hash;
  if (stands) return std::nullopt;
  return put_object(world, kServices, key, door.service, door.hash, world.stores.doors, read_door,
                    stop);
}

Trouble remove_door(World& world, const std::string& namespace_, std::stop_token stop) {
  if (Trouble trouble = remove_slices(world, namespace_, {}, stop)) return trouble;
  const auto there = world.stores.doors.get({namespace_, kDoor});
  return there ? take_away(world, kServices, world.stores.doors, there->meta, stop) : std::nullopt;
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
  std::vector<std::string> unwanted;
  const std::string text = patch_to_remove(ingress, [&](const std::string& host) {
    if (wants(world, key, host)) return true;
    unwanted.push_back(host);
    return false;
  });
  if (text.empty()) return std::nullopt;
  if (Trouble trouble = patch(world, ingress, text, stop)) return trouble;
  for (const std::string& host : unwanted) world.edit_desk.note_removed(key, host);
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

lifecycle::Outcome door_refused(const kube::Error& error) {
  const bool is_fought_over = error.kind == kube::Error::Kind::kInvalid && error.retry_after;
  if (!is_fought_over) return lifecycle::ClusterError{error};
  return lifecycle::Waits{
      {.issuing = true, .reason = api::kClusterRefused, .message = error.message},
      *error.retry_after};
}

}  // namespace

lifecycle::Outcome put_edits(const Pass& pass, const WantedEdit& missing) {
  World& world = pass.world;
  const std::string& namespace_ = pass.meta().namespace_;
  const kube::ObjectKey key{namespace_, missing.ingress};
  const auto turn = world.route_desk.take_turn(turn_of(namespace_));
  if (!turn) return base::LookAgain(kWhileAnotherEdits);
  if (Trouble trouble = put_door(world, namespace_, pass.stop)) return door_refused(*trouble);
  const auto ingress = world.stores.user_ingresses.get(key);
  if (!ingress) return base::kNow;  // the next look says so
  const auto hosts = hosts_to_add(*ingress, missing.hosts);
  const std::string text = patch_to_add(*ingress, hosts, missing.path_type);
  if (text.empty()) return base::kNow;
  if (Trouble trouble = patch(world, *ingress, text, pass.stop)) {
    if (trouble->kind == kube::Error::Kind::kConflict) return base::kAfterConflict;
    return lifecycle::ClusterError{*trouble};
  }
  world.edit_desk.note_added(key, hosts);
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
