// Resolver: asks DNS servers, as a CA would, and tells "there is none" from "the server failed".
//
// All questions of one call are asked at once. It reads neither /etc/hosts nor search domains: a
// name is what the CA is asked for. CNAMEs are followed by the server asked; what comes back is at
// most 64 addresses of one type. Servers that do not answer are asked again and then passed over.
// Calls block their own thread until all is answered, `until` has passed or stop is requested (then
// within 50 ms). Any number of threads may call at once.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "dns/answer.h"

namespace dns {

struct Question {
  std::string name;
  Type type = Type::kA;
};

class Resolver {
 public:
  // "9.9.9.9,[2620:fe::fe]:5353"; empty for those of /etc/resolv.conf, read at each call. Throws
  // std::runtime_error when it is no such list.
  Resolver(std::string servers, const base::Clock& clock);

  // As they were given.
  const std::string& servers() const { return servers_; }

  // One answer for each question, in their order.
  std::vector<Answer> ask(const std::vector<Question>& questions, base::MonoTime until,
                          std::stop_token stop) const;

 private:
  const std::string servers_;
  const base::Clock& clock_;
};

}  // namespace dns
