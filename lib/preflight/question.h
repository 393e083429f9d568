// What is asked of a name, and on which ports. Plain values.
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace preflight {

// What is asked for, and which bodies are right.
struct Question {
  std::string host;   // a DNS name in lower case, or an IP address
  std::string token;  // a throw-away one
  std::set<std::string> answers;
};

struct Ports {
  std::uint16_t http = 80;
  std::uint16_t https = 443;
};

}  // namespace preflight
