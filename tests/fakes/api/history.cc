#include "fakes/api/history.h"

#include <algorithm>
#include <utility>

namespace fakes {
namespace {

using nlohmann::json;

// What a generation counts the changes of.
json desired(json object) {
  object.erase("metadata");
  object.erase("status");
  return object;
}

Held held(const Place& place, json object, FieldOwners owners) {
  auto read = wire::Object::parse(object.dump());
  return std::make_shared<const Version>(
      Version{place, std::move(object), std::move(read), std::move(owners)});
}

}  // namespace

Held History::find(const std::string& path) const {
  const auto found = now_.find(path);
  return found == now_.end() ? nullptr : found->second;
}

Held History::keep(const Place& place, json next, FieldOwners owners) {
  const Held before = find(place.path);
  json& meta = next["metadata"];
  const json old = before ? before->json.at("metadata") : json::object();
  meta["uid"] = before ? old.at("uid") : json(place.key.name + "-" + std::to_string(++last_uid_));
  if (before) meta["resourceVersion"] = old.at("resourceVersion");
  const bool other = before && desired(before->json) != desired(next);
  meta["generation"] = old.value("generation", 1) + (other ? 1 : 0);
  if (before && before->json == next && before->owners == owners) return before;
  meta["resourceVersion"] = std::to_string(version_ + 1);
  const Held after = held(place, std::move(next), std::move(owners));
  note(place.path, before, after);
  return after;
}

Held History::erase(const std::string& path) {
  const Held before = find(path);
  if (before) note(path, before, nullptr);
  return before;
}

void History::note(const std::string& path, Held before, Held after) {
  if (after) {
    now_[path] = after;
  } else {
    now_.erase(path);
  }
  changes_.push_back({++version_, std::move(before), std::move(after)});
}

History::Objects History::at(std::int64_t version) const {
  Objects objects = now_;
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    if (change->version <= version) break;
    if (change->before) {
      objects[change->before->place.path] = change->before;
    } else {
      objects.erase(change->after->place.path);
    }
  }
  return objects;
}

std::vector<Change> History::after(std::int64_t version) const {
  const auto first = std::find_if(changes_.begin(), changes_.end(),
                                  [&](const Change& each) { return each.version > version; });
  return {first, changes_.end()};
}

void History::forget() {
  changes_.clear();
  oldest_ = version_;
}

void History::clear() {
  now_.clear();
  ++version_;
  forget();
}

}  // namespace fakes
