#include "fakes/api/field_owners.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace fakes {
namespace {

using nlohmann::json;
using Pointer = json::json_pointer;
using Fields = std::map<std::string, json>;

// Nobody's: the server writes them.
bool is_servers(const std::string& field) {
  static constexpr std::array<std::string_view, 7> kServers{
      "/apiVersion",         "/kind",         "/metadata/name",
      "/metadata/namespace", "/metadata/uid", "/metadata/resourceVersion",
      "/metadata/generation"};
  return std::find(kServers.begin(), kServers.end(), field) != kServers.end();
}

void gather(const json& value, const Pointer& at, Fields& fields) {
  if (!value.is_object() || value.empty()) {
    if (!is_servers(at.to_string())) fields[at.to_string()] = value;
    return;
  }
  for (const auto& [name, inner] : value.items()) gather(inner, at / name, fields);
}

Fields fields_of(const json& object) {
  Fields fields;
  gather(object, Pointer(), fields);
  return fields;
}

std::string dotted(std::string field) {
  std::replace(field.begin(), field.end(), '/', '.');
  return field;
}

// Whether the field is as it is wanted. Who wants an object and names nothing of it wants no more
// than that it is there.
bool holds(const json& object, const std::string& field, const json& value) {
  const Pointer at(field);
  if (!object.contains(at)) return false;
  const json& is = object.at(at);
  return is == value || (is.is_object() && value.is_object());
}

}  // namespace

std::vector<FieldOwners::Conflict> FieldOwners::apply(const std::string& manager,
                                                      const json& wanted, bool force, json& live) {
  const Fields mine = fields_of(wanted);
  std::set<std::string> taken;
  std::vector<Conflict> conflicts;
  for (const auto& [field, value] : mine) {
    if (holds(live, field, value)) continue;
    for (const auto& [other, owned] : fields_) {
      if (other == manager || !owned.contains(field)) continue;
      conflicts.push_back({other, dotted(field)});
      taken.insert(field);
    }
  }
  if (!conflicts.empty() && !force) return conflicts;
  for (const std::string& field : taken) take_from_all(field);
  const std::set<std::string> before = std::exchange(fields_[manager], {});
  for (const auto& [field, value] : mine) {
    fields_[manager].insert(field);
    if (!holds(live, field, value)) live[Pointer(field)] = value;
  }
  for (const std::string& field : before) {
    if (!is_owned(field)) erase(Pointer(field), live);
  }
  return {};
}

void FieldOwners::update(const std::string& manager, const json& before, const json& after) {
  const Fields old = fields_of(before);
  const Fields now = fields_of(after);
  for (const auto& [field, value] : old) {
    if (!now.contains(field)) take_from_all(field);
  }
  for (const auto& [field, value] : now) {
    const auto was = old.find(field);
    if (was != old.end() && was->second == value) continue;
    take_from_all(field);
    fields_[manager].insert(field);
  }
}

// With what it leaves empty; what others have put into it stays.
void FieldOwners::erase(Pointer at, json& object) const {
  if (!object.contains(at) || (object.at(at).is_object() && !object.at(at).empty())) return;
  do {
    object.at(at.parent_pointer()).erase(at.back());
    at = at.parent_pointer();
  } while (object.at(at).empty() && !at.empty() && !is_owned(at.to_string()));
}

bool FieldOwners::is_owned(const std::string& field) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const auto& each) { return each.second.contains(field); });
}

void FieldOwners::take_from_all(const std::string& field) {
  for (auto& [manager, owned] : fields_) owned.erase(field);
}

}  // namespace fakes
