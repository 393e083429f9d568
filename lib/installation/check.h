// check_installation(): whether all is there that the controller needs: the API server, the rights
// of its account, the kinds, and replicas of the sidecar that answer. It changes nothing.
//
// Everything is asked of the real parts; a question lasts at most 30 s, one to a sidecar 2 s. Any
// thread.
#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "http/client.h"
#include "kube/client.h"

namespace installation {

// What is to be looked at.
struct Installation {
  std::string system_namespace;
  std::vector<std::string> watch_namespaces;            // empty for all
  std::map<std::string, std::string> sidecar_services;  // names with commas, by namespace
  bool annotations = true;                              // of Ingresses and the like are heeded
  bool edits_ingresses = false;                         // of users
  // "system:serviceaccount:NAMESPACE:NAME": whose rights are looked at; "" for who asks.
  std::string account{};
  // Who asks stands outside of the cluster's network: the sidecars are asked by their Service,
  // through the API server.
  bool from_outside = false;
};

struct Finding {
  std::string what;     // "sidecar 10.1.2.3: challenge port"
  std::string problem;  // and what to do; "" when all is well
};

// What our sidecar says to a token that it has no answer for: by 503 while it hears nothing.
bool is_of_sidecar(const http::Response& answer);

// `http` is for the sidecars. After an API server that does not answer nothing else is looked at.
std::vector<Finding> check_installation(kube::Client& cluster, http::Client& http,
                                        const Installation& installation, std::stop_token stop);

}  // namespace installation
