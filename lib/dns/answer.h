// What DNS says of a name, as plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dns {

enum class Type { kA, kAaaa, kCaa };

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

// The server says that there are no such records.
inline bool is_empty(Outcome outcome) {
  return outcome == Outcome::kNoRecords || outcome == Outcome::kNoName;
}

std::string_view word(Outcome outcome);  // "no records", "SERVFAIL", …

struct Answer {
  Outcome outcome = Outcome::kSilent;
  std::vector<std::string> addresses;  // sorted, canonical text
  std::vector<Caa> caa;
};

}  // namespace dns
