#include "preflight/addresses.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace preflight {
namespace {

// Of each family. DNS servers give them in turn, so that a name that has more is seen whole in
// time; whoever names a stranger's addresses lets us send that much less.
constexpr std::size_t kMost = 8;

void append(std::vector<std::string>& all, const std::vector<std::string>& addresses) {
  const auto count = static_cast<std::ptrdiff_t>(std::min(addresses.size(), kMost));
  all.insert(all.end(), addresses.begin(), addresses.begin() + count);
}

// What is wrong by the servers that the administrator has named is so for the world.
Verdict verdict_by(const std::string& servers) {
  return servers.empty() ? Verdict::kCannotTell : Verdict::kFails;
}

// No address at all.
Addresses nothing(dns::Outcome aaaa, dns::Outcome a, const std::string& servers) {
  const std::string told = ": to AAAA and A " + named(servers) + " gave " +
                           std::string(dns::word(aaaa)) + " and " + std::string(dns::word(a));
  if (dns::is_empty(aaaa) && dns::is_empty(a)) {
    return {{}, problem::kNoAddress, "has no A or AAAA record" + told, verdict_by(servers)};
  }
  const bool broken = aaaa == dns::Outcome::kServFail && a == dns::Outcome::kServFail;
  return {{},
          problem::kDnsFailure,
          "has no address that is known here" + told,
          broken ? Verdict::kFails : Verdict::kCannotTell};
}

Addresses only_usable(const std::vector<std::string>& all, const Passage& passage) {
  Addresses found;
  for (const std::string& address : all) {
    std::string refusal = passage.fence.refusal(address, passage.port);
    if (refusal.empty()) {
      found.usable.push_back(address);
    } else {
      found.text += (found.text.empty() ? "" : "; ") + refusal;
    }
  }
  found.problem = problem::kPrivateAddress;
  found.text +=
      ": a CA on the internet connects to public addresses only, and we to none that is inside";
  return found;
}

}  // namespace

std::string named(const std::string& servers) {
  return servers.empty() ? "the cluster's DNS servers" : "DNS servers " + servers;
}

Addresses addresses_of(const dns::Answer& aaaa, const dns::Answer& a, const Passage& passage) {
  std::vector<std::string> all;
  append(all, aaaa.addresses);
  append(all, a.addresses);
  if (all.empty()) return nothing(aaaa.outcome, a.outcome, passage.servers);
  Addresses found = only_usable(all, passage);
  found.verdict = verdict_by(passage.servers);
  return found;
}

Addresses addresses_of(const std::string& address, const Passage& passage) {
  return only_usable({address}, passage);
}

bool has_route(const std::string& address) {
  sockaddr_in6 v6{};
  sockaddr_in v4{};
  const bool is_v6 = inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1;
  if (!is_v6) inet_pton(AF_INET, address.c_str(), &v4.sin_addr);
  v6.sin6_family = AF_INET6;
  v4.sin_family = AF_INET;
  v6.sin6_port = v4.sin_port = htons(80);
  const int file = socket(is_v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (file < 0) return false;
  // Connecting a datagram socket only looks for the route.
  const int done = is_v6 ? connect(file, reinterpret_cast<const sockaddr*>(&v6), sizeof v6)
                         : connect(file, reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
  close(file);
  return done == 0;
}

}  // namespace preflight
