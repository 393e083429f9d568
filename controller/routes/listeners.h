// Which listeners of a Gateway take the CA's requests: those for HTTP on port 80. Pure.
// https://gateway-api.sigs.k8s.io/reference/spec/#listener
#pragma once

#include <string>
#include <vector>

#include "api/http01_routes.h"
#include "wire/object.h"

namespace controller {

struct Listener {
  std::string name;
  std::string hostname;  // "" for all; "*.example.com" for all below
};

// Those of a Gateway object for HTTP on port 80, no more than 64. Throws wire::Malformed.
std::vector<Listener> http_listeners(const wire::Object& gateway);

// Whether one of them takes the host.
bool takes(const std::vector<Listener>& listeners, const std::string& host);

// The parent once for each of them, by its name.
std::vector<api::ParentRef> parents_at(const api::ParentRef& parent,
                                       const std::vector<Listener>& listeners);

}  // namespace controller
