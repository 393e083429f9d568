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
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace dns {

enum class Type { kA, kAaaa, kCaa };

struct Question {
  std::string name;
  Type type = Type::kA;
};

// RFC 8659 section 4.1. The tag in lower case; the value's bytes as they came.
struct Caa {
  bool critical = false;
  std::string tag;
  std::string value;
};

enum class Outcome {
  kRecords,    // there are some
  kNoRecords,  // the name is there, without any of this type
  kNoName,     // NXDOMAIN
  kServFail,   // the server could not find out: a broken zone, or DNSSEC
  kRefused,    // the server does not answer us
  kSilent,     // no server answered in time, or none could be reached
  kMalformed,  // what came back, or the name itself, is not DNS
  kStopped,
};

std::string_view word(Outcome outcome);  // "no records", "SERVFAIL", …

struct Answer {
  Outcome outcome = Outcome::kSilent;
  std::vector<std::string> addresses;  // sorted, canonical text
  std::vector<Caa> caa;
};

class Resolver {
 public:
  // "9.9.9.9,[2620:fe::fe]:5353"; empty for those of /etc/resolv.conf, read at each call. Throws
  // std::runtime_error when it is no such list.
  Resolver(std::string servers, const base::Clock& clock);

  // One answer for each question, in their order.
  std::vector<Answer> ask(const std::vector<Question>& questions, base::MonoTime until,
                          std::stop_token stop) const;

 private:
  const std::string servers_;
  const base::Clock& clock_;
};

}  // namespace dns
