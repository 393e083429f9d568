// Replicas: the sidecar's replicas as the EndpointSlices of its Service list them, and what they
// say of a Challenge on their admin ports: whether they have it, and how often each token was asked
// for.
//
// Peers are addresses of pods: the answers are bounded, each question lasts at most a second. All
// are asked, sixteen at once, in two seconds: where dozens are dead, each has less time. Any
// thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/client.h"
#include "installation/slices.h"

namespace controller {

struct ReplicaReport {
  std::size_t asked = 0;
  std::size_t confirmed = 0;                 // have the Challenge, at least in that version
  std::map<std::string, std::int64_t> hits;  // by token, over all replicas
  std::string problem;                       // of the last one that could not be asked
  std::string denial;  // of the last one that says that it has not got it, at least in that version
};

// How the ready replicas answer a preflight (api/preflight.h).
struct PreflightAnswers {
  std::size_t asked = 0;
  std::set<std::string> texts;
  std::string problem;  // of the last one that did not say
};

// Why nobody answers.
inline std::string no_ready_replica(const std::string& service) {
  return "no ready replica of Service " + service + ": is the sidecar running?";
}

class Replicas {
 public:
  Replicas(http::Client& http, const kube::Store<installation::SliceSeen>& slices,
           const base::Clock& clock)
      : http_(http), slices_(slices), clock_(clock) {}

  ReplicaReport ask(const std::string& challenge, const std::string& version,
                    std::stop_token stop) const;
  PreflightAnswers preflight_answers(std::stop_token stop) const;

 private:
  // The body of a 200, or why there is none.
  struct Said {
    http::Url url;
    std::string text;
    std::string problem;
    bool absent = false;  // it was a 404
  };
  std::vector<Said> all_say(const std::string& target, std::stop_token stop) const;
  void get(Said& said, base::Millis patience, std::stop_token stop) const;
  static void add(const Said& said, const std::string& version, ReplicaReport& report);

  http::Client& http_;
  const kube::Store<installation::SliceSeen>& slices_;
  const base::Clock& clock_;
};

}  // namespace controller
