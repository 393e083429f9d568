// What is asked of a name, and on which ports. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace preflight {

// One of several ways to us that are kept for a name: where it says that it listens. The name's own
// DNS may lead to another one today.
struct RouteAt {
  std::string route;                // for people: "Ingress sallyport-system/web"
  std::vector<std::string> places;  // addresses, or names of load balancers; the first four count
};

// What is asked for, and which bodies are right.
struct Question {
  std::string host;   // a DNS name in lower case, or an IP address
  std::string token;  // a throw-away one
  std::set<std::string> answers;
  // Of all names that are asked for together, by host: a redirect to another of them is followed
  // with that one's token, because a token is good at its own host alone. May be null.
  std::shared_ptr<const std::map<std::string, std::string>> tokens{};
  std::vector<RouteAt> routes{};  // each is asked too, and told of at most by a warning
};

struct Ports {
  std::uint16_t http = 80;
  std::uint16_t https = 443;
};

}  // namespace preflight
