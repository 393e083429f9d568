#include "fakes/api/write.h"

#include "fakes/api/status.h"

namespace fakes {
namespace {

using nlohmann::json;

http::Response owned_by_others(const std::vector<FieldOwners::Conflict>& conflicts) {
  std::vector<wire::Writer> causes;
  for (const auto& [manager, field] : conflicts) {
    causes.push_back(wire::Writer()
                         .set("reason", "FieldManagerConflict")
                         .set("message", "conflict with \"" + manager + "\"")
                         .set("field", field));
  }
  wire::Writer body = status(409, "Conflict", "Apply failed");
  return {409, {}, body.set("details", wire::Writer().set("causes", causes)).text()};
}

// Each kind of write to each part has fields of its own.
std::string manager_of(const Place& at, const char* operation) {
  return at.asked("fieldManager") + "\" by \"" + operation + " " + at.subresource;
}

// The part of the body that a request there can write.
json writable(const Place& at, json body) {
  if (at.subresource.empty()) {
    body.erase("status");
    return body;
  }
  return {{at.subresource, body.value(at.subresource, json::object())}};
}

// What an object is before anything of it was applied.
json nameless(const json& body) {
  json object{{"apiVersion", body.at("apiVersion")}, {"kind", body.at("kind")}};
  for (const char* field : {"name", "namespace"}) {
    if (body.at("metadata").contains(field)) object["metadata"][field] = body["metadata"][field];
  }
  return object;
}

// Another uid is a field that cannot be changed, which is looked at after the version. To make an
// object any version will do.
std::optional<http::Response> meant_for_another(const json& body, const Held& there) {
  json meta = body.value("metadata", json::object());
  if (!there) {
    meta.erase("resourceVersion");
    return unmet(meta, there);
  }
  const std::string uid = there->json.at("metadata").at("uid");
  const bool other = meta.value("uid", uid) != uid;
  meta.erase("uid");
  if (auto refused = unmet(meta, there)) return refused;
  if (!other) return std::nullopt;
  return refusal(422, "Invalid", "metadata.uid: Invalid value: field is immutable");
}

// Of a Secret, the type, and the data of one that is immutable.
bool changes_what_is_fixed(const Held& there, const json& next) {
  if (!there || there->place.plural != "secrets") return false;
  const json& is = there->json;
  const auto differs = [&](const char* field, const json& absent) {
    return is.value(field, absent) != next.value(field, absent);
  };
  return differs("type", "Opaque") ||
         (is.value("immutable", false) && differs("data", json::object()));
}

WriteResult unless_fixed(Written made, const Held& there) {
  if (!changes_what_is_fixed(there, made.object)) return made;
  return base::unexpected(refusal(422, "Invalid", "Secret is invalid: field is immutable"));
}

}  // namespace

WriteResult create(const Place& at, const json& body, const Held& there) {
  if (there)
    return base::unexpected(
        refusal(409, "AlreadyExists", at.plural + " \"" + at.key.name + "\" already exists"));
  Written made{writable(at, body), {}};
  made.owners.update(manager_of(at, "Update"), json::object(), made.object);
  return made;
}

WriteResult apply(const Place& at, const json& body, const Held& there) {
  if (!there && !at.subresource.empty()) return base::unexpected(not_found(at));
  if (auto refused = meant_for_another(body, there)) return base::unexpected(*refused);
  Written made{there ? there->json : nameless(body), there ? there->owners : FieldOwners()};
  const auto conflicts =
      made.owners.apply(manager_of(at, "Apply"), writable(at, body), at.flag("force"), made.object);
  if (!conflicts.empty()) return base::unexpected(owned_by_others(conflicts));
  return unless_fixed(std::move(made), there);
}

WriteResult json_patch(const Place& at, const json& body, const Held& there) {
  if (!there) return base::unexpected(not_found(at));
  Written made{there->json, there->owners};
  try {
    made.object = there->json.patch(body);
  } catch (const json::exception& e) {
    return base::unexpected(refusal(422, "Invalid", e.what()));
  }
  made.owners.update(manager_of(at, "Update"), there->json, made.object);
  return made;
}

WriteResult merge_patch(const Place& at, const json& body, const Held& there) {
  if (!there) return base::unexpected(not_found(at));
  if (auto refused = meant_for_another(body, there)) return base::unexpected(*refused);
  Written made{there->json, there->owners};
  made.object.merge_patch(writable(at, body));
  made.owners.update(manager_of(at, "Update"), there->json, made.object);
  return unless_fixed(std::move(made), there);
}

std::optional<http::Response> unmet(const json& conditions, const Held& there) {
  for (const char* field : {"uid", "resourceVersion"}) {
    const std::string wanted = conditions.value(field, "");
    if (wanted.empty()) continue;
    const std::string is = there ? there->json.at("metadata").value(field, "") : "";
    if (is != wanted)
      return refusal(409, "Conflict", std::string(field) + " is \"" + is + "\", not as asked");
  }
  return std::nullopt;
}

http::Response not_found(const Place& at) {
  return refusal(404, "NotFound", at.plural + " \"" + at.key.name + "\" not found");
}

}  // namespace fakes
