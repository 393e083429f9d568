#include "api/name_policy.h"

#include <algorithm>

#include "base/ip.h"

namespace api {

bool matches_name(std::string_view pattern, std::string_view name) {
  if (pattern == "*") return true;
  if (!pattern.starts_with("*.")) return pattern == name;
  const std::string_view below = pattern.substr(1);
  return name.size() > below.size() && name.ends_with(below);
}

bool NamePolicy::lists(std::string_view name) const {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& pattern) { return matches_name(pattern, name); });
}

bool NamePolicy::allows(std::string_view namespace_) const {
  return std::find(namespaces.begin(), namespaces.end(), namespace_) != namespaces.end();
}

NamePolicy read_name_policy(const wire::Object& object) {
  const wire::Object spec = object.object("spec");
  return {kube::read_meta(object), base::canonical_names(spec.texts("names")),
          spec.texts("namespaces")};
}

}  // namespace api
