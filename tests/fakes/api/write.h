// What a request that writes makes of an object, or why it is refused. Pure.
#pragma once

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "fakes/api/field_owners.h"
#include "fakes/api/history.h"
#include "http/client.h"

namespace fakes {

struct Written {
  nlohmann::json object;
  FieldOwners owners;
};
using WriteResult = base::Result<Written, http::Response>;

// `there` is null when there is none.
WriteResult create(const Place& at, const nlohmann::json& body, const Held& there);
WriteResult apply(const Place& at, const nlohmann::json& body, const Held& there);
// RFC 6902; where a test fails nothing is written.
WriteResult json_patch(const Place& at, const nlohmann::json& body, const Held& there);
WriteResult merge_patch(const Place& at, const nlohmann::json& body, const Held& there);

// What the uid and resource version in a write's metadata, or a delete's preconditions, say of the
// object that it is meant for.
std::optional<http::Response> unmet(const nlohmann::json& conditions, const Held& there);
http::Response not_found(const Place& at);

}  // namespace fakes
