// FieldOwners: who wrote which field of one object, and what server-side apply makes of that. A
// field is a scalar, a whole list (each is taken as atomic: there are no schemas here) or an empty
// object, named by its JSON pointer. A plain value.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace fakes {

class FieldOwners {
 public:
  struct Conflict {
    std::string manager;
    std::string field;  // ".data.key"
  };

  // `live` becomes what it is after `manager` has applied `wanted`; what only it owned and names no
  // more is removed. Without force, fields that others own with another value are conflicts, and
  // then nothing is changed.
  std::vector<Conflict> apply(const std::string& manager, const nlohmann::json& wanted, bool force,
                              nlohmann::json& live);
  // `manager` has made `after` of `before` by another kind of write.
  void update(const std::string& manager, const nlohmann::json& before,
              const nlohmann::json& after);

  bool operator==(const FieldOwners&) const = default;

 private:
  void erase(nlohmann::json::json_pointer at, nlohmann::json& object) const;
  bool is_owned(const std::string& field) const;
  void take_from_all(const std::string& field);

  std::map<std::string, std::set<std::string>> fields_;  // by manager
};

}  // namespace fakes
