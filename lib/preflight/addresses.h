// The addresses of a host as the validator sees them: asked of DNS, those that the fence refuses
// left out. For this room alone.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "dns/resolver.h"
#include "preflight/fence.h"
#include "preflight/report.h"

namespace preflight {

struct Addresses {
  std::vector<std::string> usable;  // IPv6 first, as the CA tries them
  // When there are none: why, and whether the CA would surely see the same. It is not sure where
  // the cluster's own DNS servers were asked: a private zone or a filter may be there.
  std::string_view problem;
  std::string text;
  Verdict verdict = Verdict::kFails;
};

// The fence, the port that is connected to, and which DNS servers were asked: those that the
// administrator has named, or "" for the cluster's own. Must not outlive what it names.
struct Passage {
  const Fence& fence;
  std::uint16_t port;
  const std::string& servers;
};

// The servers, for people.
std::string named(const std::string& servers);

// Of the answers to the questions for AAAA and A, the first eight of each.
Addresses addresses_of(const dns::Answer& aaaa, const dns::Answer& a, const Passage& passage);
// Of an address literal.
Addresses addresses_of(const std::string& address, const Passage& passage);

// Whether this machine has a route to it at all. Sends nothing.
bool has_route(const std::string& address);

}  // namespace preflight
