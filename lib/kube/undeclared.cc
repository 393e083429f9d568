#include "kube/undeclared.h"

#include <algorithm>
#include <utility>

#include "base/guarded.h"
#include "base/log.h"

namespace kube {
namespace {

constexpr std::size_t kMostFields = 32;
constexpr base::Millis kForgotten = std::chrono::minutes(10);
constexpr std::string_view kWords = ": field not declared in schema";
constexpr std::string_view kStatus = ".status.";

base::Guarded<UndeclaredFields>& undeclared() {
  static base::Guarded<UndeclaredFields> fields;
  return fields;
}

wire::Writer without(const wire::Object& object, std::string_view path) {
  wire::Writer rest(object);
  const std::size_t dot = path.find('.');
  const std::string_view field = path.substr(0, dot);
  if (dot == path.npos) return rest.remove(field);
  if (!object.has(field)) return rest;
  return rest.set(field, without(object.object(field), path.substr(dot + 1)));
}

void tell(const Resource& resource, const std::string& path) {
  base::log_warning("StatusFieldUnknown",
                    {{"kind", std::string(resource.kind)},
                     {"field", "status." + path},
                     {"message",
                      "the CustomResourceDefinitions are of an earlier version, so it is left out: "
                      "apply those of this version"}});
}

}  // namespace

std::vector<std::string> undeclared_in(const std::string& message) {
  std::vector<std::string> paths;
  for (auto end = message.find(kWords); end != message.npos; end = message.find(kWords, end + 1)) {
    const std::string until = message.substr(0, end);
    const std::size_t begin = until.rfind(kStatus);
    if (begin == until.npos || until.find('\n', begin) != until.npos) continue;
    std::string path = until.substr(begin + kStatus.size());
    path.resize(std::min(path.size(), path.find('[')));
    if (path != "conditions") paths.push_back(std::move(path));
  }
  return paths;
}

UndeclaredFields::Paths UndeclaredFields::left_out(std::string_view plural, base::MonoTime now) {
  const auto found = kinds_.find(plural);
  if (found == kinds_.end()) return {};
  if (now - found->second.since >= kForgotten) found->second.left_out.clear();
  return found->second.left_out;
}

UndeclaredFields::Learned UndeclaredFields::learn(std::string_view plural,
                                                  const std::vector<std::string>& paths,
                                                  base::MonoTime now) {
  Kind& kind = kinds_[std::string(plural)];
  if (kind.left_out.empty()) kind.since = now;
  Learned learned;
  for (const std::string& path : paths) {
    if (kind.left_out.size() >= kMostFields) break;
    learned.news = kind.left_out.insert(path).second || learned.news;
    if (kind.told.size() < kMostFields && kind.told.insert(path).second)
      learned.untold.push_back(path);
  }
  return learned;
}

wire::Writer declared_part(const Resource& resource, const wire::Writer& body) {
  const base::MonoTime now = base::SystemClock().mono_now();
  const auto left_out = undeclared().with(
      [&](UndeclaredFields& fields) { return fields.left_out(resource.plural, now); });
  wire::Writer part(body);
  for (const std::string& path : left_out)
    part.set("status", without(part.object().object("status"), path));
  return part;
}

bool learn_undeclared(const Resource& resource, const Error& error) {
  const auto paths = undeclared_in(error.message);
  if (paths.empty()) return false;
  const base::MonoTime now = base::SystemClock().mono_now();
  const auto learned = undeclared().with(
      [&](UndeclaredFields& fields) { return fields.learn(resource.plural, paths, now); });
  for (const std::string& path : learned.untold) tell(resource, path);
  return learned.news;
}

}  // namespace kube
