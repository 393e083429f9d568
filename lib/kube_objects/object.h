// The words that every Kubernetes object shares: its key, its metadata, its conditions.
// Plain values. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/text.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace kube {

struct ObjectKey {
  std::string namespace_;  // "" for cluster-scoped kinds
  std::string name;
  auto operator<=>(const ObjectKey&) const = default;
  std::string text() const;  // "team-a/web", or "web"
};

struct OwnerReference {
  std::string api_version;
  std::string kind;
  std::string name;
  std::string uid;
  bool controller = true;  // of which an object has one at most
  bool operator==(const OwnerReference&) const = default;
};

struct Meta {
  std::string name;
  std::string namespace_;
  std::string uid;
  std::string resource_version;
  std::int64_t generation = 0;
  base::WallTime created;  // of whole seconds, by the API server's clock
  bool deleting = false;   // deletionTimestamp is set
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;
  std::vector<OwnerReference> owners;
  bool partial = false;  // there are more labels or annotations than are kept

  ObjectKey key() const { return {namespace_, name}; }
};

// Reads `.metadata` of an object. Throws wire::Malformed. Whoever may write the object may give it
// 256 KiB of annotations, and more of labels: of each no more than 64 are kept, of 16 KiB in all,
// our own before others; and of its owners no more than 64 besides its controller.
Meta read_meta(const wire::Object& object);

// A kind as the API serves it.
struct Resource {
  std::string_view group;  // "" for core
  std::string_view version;
  std::string_view plural;
  std::string_view kind;

  std::string api_version() const;  // "v1", "sallyport.dev/v1"
  // "/apis/sallyport.dev/v1/namespaces/team-a/certificates/web"; an empty name gives the
  // collection, an empty namespace the cluster's.
  std::string path(std::string_view namespace_, std::string_view name = "",
                   std::string_view subresource = "") const;
};

inline constexpr Resource kSecrets{"", "v1", "secrets", "Secret"};
inline constexpr Resource kIngresses{"networking.k8s.io", "v1", "ingresses", "Ingress"};
inline constexpr Resource kEndpointSlices{"discovery.k8s.io", "v1", "endpointslices",
                                          "EndpointSlice"};
inline constexpr Resource kLeases{"coordination.k8s.io", "v1", "leases", "Lease"};
inline constexpr Resource kEvents{"events.k8s.io", "v1", "events", "Event"};

// A value in a query string (RFC 3986 section 2.1).
std::string encoded(std::string_view text);
using base::cut;

// metav1.Condition. `reason` is one of the words of api/reasons.h.
struct Condition {
  std::string type;
  std::string status;  // "True", "False", "Unknown"
  std::string reason;
  std::string message;
  std::int64_t observed_generation = 0;
  base::WallTime last_transition;
  bool operator==(const Condition&) const = default;
};

Condition read_condition(const wire::Object& object);
wire::Writer write_condition(const Condition& condition);

// Puts `next` in place of the condition of its type; last_transition changes to `now` only when the
// status does.
void set_condition(std::vector<Condition>& conditions, Condition next, base::WallTime now);
const Condition* find_condition(const std::vector<Condition>& conditions, std::string_view type);

// A body for create or apply: apiVersion, kind, metadata.{name, namespace}; the caller adds the
// rest.
wire::Writer new_object(const Resource& resource, const ObjectKey& key,
                        const std::map<std::string, std::string>& labels = {},
                        const std::map<std::string, std::string>& annotations = {},
                        const std::vector<OwnerReference>& owners = {});

// The same body with uid and resource version: the write is refused when the object is not the one,
// and not in the state, that was seen.
wire::Writer conditional(const wire::Writer& body, const Meta& seen);
// The same body for an apply that makes the object: refused as a conflict where there is one of the
// name, whoever made it. With server-side apply alone that one would be taken over in silence.
wire::Writer only_new(const wire::Writer& body);

}  // namespace kube
