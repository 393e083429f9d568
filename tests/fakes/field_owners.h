// FieldOwners: who applied which label, which annotation and which key of `data` of an object, and
// what a server-side apply makes of them: what others put there stays, and what its manager applied
// before and does not any more goes. Of all else nobody keeps count. One thread at a time.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "wire/object.h"
#include "wire/writer.h"

namespace fakes {

struct Applied {
  std::string path;
  std::string manager;
  bool force = false;
};

class FieldOwners {
 public:
  // The body to store; nothing where another one holds a field, and the apply is not forced.
  std::optional<wire::Writer> apply(const Applied& by, const wire::Object& there,
                                    const wire::Object& asked) {
    const auto meta = asked.object("metadata");
    const auto old = there.object("metadata");
    const auto labels = merged(by, "labels", old, meta);
    const auto annotations = merged(by, "annotations", old, meta);
    const auto data = merged(by, "data", there, asked);
    if (!labels || !annotations || !data) return std::nullopt;
    wire::Writer next(old);
    for (const char* field : {"name", "namespace"}) next.set(field, meta.text_or(field, ""));
    next.set("labels", *labels).set("annotations", *annotations);
    if (meta.has("ownerReferences")) next.set("ownerReferences", owners_in(meta));
    wire::Writer body(asked);
    if (asked.has("data")) body.set("data", *data);
    return body.set("metadata", next);
  }

  // Somebody wrote without an apply: what is different is theirs now.
  void edited(const std::string& path, const wire::Object& there, const wire::Object& next) {
    for (auto& [manager, held] : held_[path]) {
      std::erase_if(held, [&](const std::string& name) {
        return value_of(there, name) != value_of(next, name);
      });
    }
  }
  void forget(const std::string& path) { held_.erase(path); }

 private:
  using Texts = std::map<std::string, std::string>;

  std::optional<Texts> merged(const Applied& by, const std::string& field,
                              const wire::Object& there, const wire::Object& asked) {
    Texts all = there.text_map(field);
    const Texts wanted = asked.text_map(field);
    std::set<std::string>& own = held_[by.path][by.manager];
    for (const auto& [key, value] : wanted) {
      const auto found = all.find(key);
      const bool differs = found != all.end() && found->second != value;
      if (differs && !by.force && !own.contains(field + "/" + key)) return std::nullopt;
    }
    std::erase_if(all, [&](const auto& each) {
      return own.contains(field + "/" + each.first) && !wanted.contains(each.first);
    });
    std::erase_if(own, [&](const std::string& name) { return name.starts_with(field + "/"); });
    for (const auto& [key, value] : wanted) {
      all[key] = value;
      own.insert(field + "/" + key);
    }
    return all;
  }

  static std::vector<wire::Writer> owners_in(const wire::Object& meta) {
    std::vector<wire::Writer> all;
    for (const auto& owner : meta.objects("ownerReferences")) all.emplace_back(owner);
    return all;
  }

  static std::string value_of(const wire::Object& object, const std::string& name) {
    const std::size_t slash = name.find('/');
    const std::string field = name.substr(0, slash);
    const auto& in = field == "data" ? object : object.object("metadata");
    return in.object(field).text_or(name.substr(slash + 1), "");
  }

  // By path and manager: "labels/team".
  std::map<std::string, std::map<std::string, std::set<std::string>>> held_;
};

}  // namespace fakes
