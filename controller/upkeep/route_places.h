// Where the routes of a name say that they listen. Its DNS leads to one of them today, and to
// another one tomorrow: so the preflight asks each, where there are several.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pass/pass.h"
#include "preflight/question.h"

namespace controller {

using RoutePlaces = std::map<std::string, std::vector<preflight::RouteAt>>;  // by name

// Of the names that have several routes. One GET for each Gateway that was not looked at lately.
// The issuer must be there.
RoutePlaces route_places(const Pass& pass);

}  // namespace controller
