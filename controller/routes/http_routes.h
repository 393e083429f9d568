// The standing HTTPRoutes of our own, in the system namespace: one for up to 16 hosts of the same
// parents, whichever Certificates ask for them. A host stays in the object that it is in; new ones
// go where there is room. Pure.
// https://gateway-api.sigs.k8s.io/reference/spec/#httproute
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kube_objects/object.h"
#include "routes/wanted.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace controller {

inline constexpr std::size_t kMostHosts = 16;  // of one HTTPRoute, by its schema
inline constexpr int kServicePort = 80;        // of the sidecar's Service

// What the controller of a Gateway says of our route at one of its parents.
struct ParentSeen {
  api::ParentRef parent;
  std::int64_t generation = 0;  // of the route that it is about
  bool accepted = false;
  std::string reason;  // where it is not, or where it does not resolve our Service
  std::string message;
};

// What is kept of an HTTPRoute of ours.
struct HttpRouteSeen {
  kube::Meta meta;
  std::vector<std::string> hosts;
  std::vector<ParentSeen> parents;  // at most 32
};
// Throws wire::Malformed.
HttpRouteSeen read_http_route(const wire::Object& object);

// By which the HTTPRoutes of one route of an issuer are known, a label.
std::string group_of(const api::GatewayRoute& route, const RouteTarget& target);
std::string group_of(const HttpRouteSeen& seen);

struct PutHttpRoute {
  kube::ObjectKey key;
  std::vector<std::string> hosts;
};
// Where `hosts`, which no route of the group has, are put beside those of the group that are there.
std::vector<PutHttpRoute> plan_http_routes(const std::string& group,
                                           const std::vector<HttpRouteSeen>& seen,
                                           const std::vector<std::string>& hosts,
                                           const RouteTarget& target);

struct HttpRouteBody {
  std::string hash;   // of the whole body: another hash, another body
  wire::Writer body;  // for server-side apply, with the hash in an annotation
};
// `parents` are those of the route, each with the listeners that were found for it.
HttpRouteBody http_route_body(const PutHttpRoute& put, const api::GatewayRoute& route,
                              const std::vector<api::ParentRef>& parents,
                              const RouteTarget& target);

// Whether the parents let the CA's requests through.
struct RouteVerdict {
  enum class State { kAccepted, kAwaited, kRefused };  // the better one first
  State state = State::kAwaited;
  bool accepted_before = false;  // of kAwaited: with other hosts
  std::string text;              // of kRefused: what was answered, and what to change
};
// One parent that has accepted the route will do.
RouteVerdict verdict_of(const HttpRouteSeen& seen);

}  // namespace controller
