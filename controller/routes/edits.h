// The user's own Ingress, in a tenant's namespace, that gets the challenge path: for ingress
// controllers with which one host belongs to one Ingress. A path more in the rules of the names,
// and nothing else, which is taken out again as it was put in.
//
// An Ingress leads to Services of its own namespace alone. So the path leads to a door there: a
// Service without selector, with EndpointSlices that have the addresses of the sidecar's replicas.
// By the door's name a path is known to be ours. Pure.
// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/
// https://www.rfc-editor.org/rfc/rfc6902
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "installation/slices.h"
#include "kube_objects/object.h"
#include "routes/wanted.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace controller {

inline constexpr kube::Resource kServices{"", "v1", "services", "Service"};
inline constexpr const char* kDoor = "sallyport-challenges";  // the Service

// A rule of the user's Ingress.
struct UserRule {
  std::string host;
  std::size_t number = 0;  // in the Ingress
  std::size_t paths = 0;   // it may have none
  std::int64_t ours = -1;  // which of them is ours; -1 for none
  std::string elsewhere;   // the Service that has the challenge path in our place, or ""
};
// What is kept of a user's Ingress.
struct UserIngressSeen {
  kube::Meta meta;                  // without labels and annotations
  std::vector<UserRule> rules;      // with a host, no more than 256
  std::vector<std::string> places;  // where it says that it is served

  bool has_ours() const;
};
// Throws wire::Malformed.
UserIngressSeen read_user_ingress(const wire::Object& object);

// Whether it leads the challenge path of a host to the door; or why it cannot, for people.
struct EditVerdict {
  bool in_place = false;
  std::string refusal;
};
EditVerdict verdict_of(const UserIngressSeen& ingress, const std::string& host);

// Of these those whose rule misses the path and can have it.
std::vector<std::string> hosts_to_add(const UserIngressSeen& ingress,
                                      const std::vector<std::string>& hosts);

// A JSON Patch (RFC 6902) that is refused where the Ingress is not as it was seen; "" where there
// is nothing to do.
std::string patch_to_add(const UserIngressSeen& ingress, const std::vector<std::string>& hosts,
                         const std::string& path_type);
// Of the hosts that nobody `wants` any more.
std::string patch_to_remove(const UserIngressSeen& ingress,
                            const std::function<bool(const std::string&)>& wants);

// The door of a namespace, for server-side apply.
struct Door {
  std::string hash;  // of all of it, in an annotation of the Service
  wire::Writer service;
  std::vector<std::pair<kube::ObjectKey, wire::Writer>> slices;  // one for each family of addresses
};
// `slices` are those of sidecars; of others than the target's nothing is taken.
Door door_in(const std::string& namespace_, const std::vector<installation::SliceSeen>& slices,
             const RouteTarget& target);
// The keys of all slices that a door may have.
std::vector<kube::ObjectKey> slices_of_door(const std::string& namespace_);

// What is kept of a door's Service.
struct DoorSeen {
  kube::Meta meta;
};
DoorSeen read_door(const wire::Object& object);

// What is kept of one of its EndpointSlices.
struct DoorSliceSeen {
  kube::Meta meta;
  std::string hash;  // of what it leads to; of a body that is written the same one
};
DoorSliceSeen read_door_slice(const wire::Object& object);

}  // namespace controller
