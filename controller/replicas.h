// Replicas: the sidecar's replicas as the EndpointSlices of its Service list them, and what they
// say of a Challenge on their admin ports: whether they have it, and how often each token was asked
// for.
//
// Peers are addresses of pods: the answers are bounded, each question lasts at most a second. Any
// thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/client.h"
#include "kube_objects/object.h"
#include "kube_objects/store.h"
#include "wire/object.h"

namespace controller {

struct Replica {
  std::string address;
  std::uint16_t admin_port = 0;
  std::uint16_t http_port = 0;  // of the answers
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

struct ReplicaReport {
  std::size_t asked = 0;
  std::size_t confirmed = 0;                 // have the Challenge, at least in that version
  std::map<std::string, std::int64_t> hits;  // by token, over all replicas
  std::string problem;                       // of the last one that did not confirm
};

// How the ready replicas answer a preflight (api/preflight.h).
struct SidecarWords {
  std::size_t asked = 0;
  std::set<std::string> words;
  std::string problem;  // of the last one that did not say
};

class Replicas {
 public:
  Replicas(http::Client& http, const kube::Store<SliceSeen>& slices)
      : http_(http), slices_(slices) {}

  ReplicaReport ask(const std::string& challenge, const std::string& version,
                    std::stop_token stop) const;
  SidecarWords words(std::stop_token stop) const;

 private:
  // The body of a 200, or why there is none.
  base::Result<std::string, std::string> get(const Replica& replica, const std::string& target,
                                             std::stop_token stop) const;
  void ask_one(const Replica& replica, const std::string& challenge, const std::string& version,
               ReplicaReport& report, std::stop_token stop) const;
  http::Client& http_;
  const kube::Store<SliceSeen>& slices_;
};

}  // namespace controller
