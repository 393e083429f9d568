// check_installation(): whether all is there that the controller needs: the API server, the rights
// of the account that asks, the kinds, and replicas of the sidecar that answer. It changes nothing.
//
// Everything is asked of the real parts; a question lasts at most 30 s, one to a sidecar 2 s. Any
// thread.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "controller/config.h"
#include "http/client.h"
#include "kube/client.h"

namespace controller {

struct Finding {
  std::string what;     // "sidecar 10.1.2.3: challenge port"
  std::string problem;  // and what to do; "" when all is well
};

// `http` is for the sidecars. After an API server that does not answer nothing else is looked at.
std::vector<Finding> check_installation(kube::Client& cluster, http::Client& http,
                                        const Config& config, std::stop_token stop);

}  // namespace controller
