// NamePolicy: an administrator's word on whose names are whose. A name that one of them lists is
// for the namespaces of those that list it and for no other; all other names belong to whoever came
// first (lib/names/name_owners.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kube_objects/object.h"
#include "wire/object.h"

namespace api {

inline constexpr kube::Resource kNamePolicies{"sallyport.dev", "v1", "namepolicies", "NamePolicy"};

struct NamePolicy {
  kube::Meta meta;
  std::vector<std::string> names;       // patterns, as matches_name() takes them
  std::vector<std::string> namespaces;  // none: the name is for nobody

  bool lists(std::string_view name) const;
  bool allows(std::string_view namespace_) const;
};

// "a.example" is that name or address and nothing else; "*.a.example" every name below it, at any
// depth, and not itself; "*" everything. Both in canonical form (base/ip.h).
bool matches_name(std::string_view pattern, std::string_view name);

NamePolicy read_name_policy(const wire::Object& object);  // throws wire::Malformed

}  // namespace api
