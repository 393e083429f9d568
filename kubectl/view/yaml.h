// Objects of the API as YAML, as kubectl prints them. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "wire/object.h"

namespace kubectl {

std::string yaml_of(const wire::Object& object);

// A List of them, as `kubectl get` gives it for json and yaml.
wire::Object list_of(const std::vector<wire::Object>& objects);

}  // namespace kubectl
