// Which listeners of a Gateway or a ListenerSet take the CA's requests: those for HTTP on port 80.
// Pure.
// https://gateway-api.sigs.k8s.io/reference/spec/#listener
// https://gateway-api.sigs.k8s.io/reference/spec/#listenerset
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

// What is kept of a Gateway or a ListenerSet.
struct GatewaySeen {
  std::vector<Listener> listeners;     // for HTTP on port 80, no more than 64
  std::vector<std::string> addresses;  // where a Gateway says that it listens, no more than 4
  // Of a ListenerSet: why its controller does not take it, or none of these listeners, and what to
  // change; or "".
  std::string refusal;
};
// Throws wire::Malformed.
GatewaySeen read_gateway(const wire::Object& gateway);
GatewaySeen read_listener_set(const wire::Object& set);

// Whether one of them takes the host.
bool takes(const std::vector<Listener>& listeners, const std::string& host);

// The parent once for each of them, by its name.
std::vector<api::ParentRef> parents_at(const api::ParentRef& parent,
                                       const std::vector<Listener>& listeners);

}  // namespace controller
