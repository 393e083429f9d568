// Validator: looks at a name as the CA's production validator does (RFC 8555 section 8.3, and how
// Let's Encrypt reads it), before the CA is asked for anything: every address of the name, IPv6 and
// IPv4, on port 80, redirects and all; and the name's CAA records. Of several routes that are kept
// for it, each is asked at its own addresses, and told of at most by a warning.
//
// Promises: an address that the fence refuses is never connected to, wherever a redirect leads; no
// certificate on the way is verified, as by the CA; at most 128 bytes of a body are read and none
// is reported; a call ends within 20 s, or within 50 ms of a stop. Any number of threads may call
// at once.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "dns/resolver.h"
#include "preflight/caa.h"
#include "preflight/fence.h"
#include "preflight/fetch.h"
#include "preflight/question.h"
#include "preflight/report.h"

namespace http {
class Client;
}

namespace preflight {

class Validator {
 public:
  // All must outlive it. `ports` are for tests: what to connect to where the CA would connect to 80
  // and 443.
  Validator(const dns::Resolver& resolver, const base::Clock& clock, Fence fence, Ports ports = {});
  ~Validator();

  Report check(const Question& question, const CaaSubject& subject, std::stop_token stop) const;

 private:
  std::vector<std::string> addresses_at(const RouteAt& route, base::MonoTime until,
                                        const std::stop_token& stop) const;
  // What is told of the routes that lead elsewhere.
  std::vector<std::string> look_at_routes(const Fetch::Means& means, const Question& question,
                                          const std::vector<std::string>& seen_already) const;
  const dns::Resolver& resolver_;
  const base::Clock& clock_;
  const Fence fence_;
  const Ports ports_;
  const std::unique_ptr<http::Client> http_;
};

}  // namespace preflight
