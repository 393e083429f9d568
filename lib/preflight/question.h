// What is asked of a name, and on which ports. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace preflight {

// What is asked for, and which bodies are right.
struct Question {
  std::string host;   // a DNS name in lower case, or an IP address
  std::string token;  // a throw-away one
  std::set<std::string> answers;
  // Of all names that are asked for together, by host: a redirect to another of them is followed
  // with that one's token, because a token is good at its own host alone. May be null.
  std::shared_ptr<const std::map<std::string, std::string>> tokens{};
};

struct Ports {
  std::uint16_t http = 80;
  std::uint16_t https = 443;
};

}  // namespace preflight
