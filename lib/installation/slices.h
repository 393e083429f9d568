// The replicas of the sidecar, as the EndpointSlices of its Services tell.
// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/
// Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kube_objects/object.h"
#include "kube_objects/store.h"
#include "wire/object.h"

namespace installation {

struct Replica {
  std::string address;
  std::uint16_t admin_port = 0;
  std::uint16_t http_port = 0;     // of the answers
  std::uint16_t metrics_port = 0;  // 0 where the Service does not name it
};

struct SliceSeen {
  kube::Meta meta;
  std::string address_type;  // "IPv4", "IPv6": with both, each replica is in two slices
  std::vector<Replica> ready;
  std::size_t not_ready = 0;
};
SliceSeen read_slice(const wire::Object& object);

// Of the address family that lists the most.
struct ReplicaCount {
  std::size_t ready = 0;
  std::size_t not_ready = 0;
};
ReplicaCount count_replicas(const kube::Store<SliceSeen>& slices);

// A selector of the EndpointSlices of these Services, whose names have commas between them.
std::string slices_of(const std::string& names);

}  // namespace installation
