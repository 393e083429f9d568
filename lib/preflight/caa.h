// What the CAA records of a name say of our CA, our account and HTTP-01 (RFC 8659, RFC 8657). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dns/resolver.h"

namespace preflight {

// Who asks. Without identities the CA is taken not to look at CAA.
struct CaaSubject {
  std::vector<std::string> identities;  // the directory's caaIdentities
  std::string account;                  // URL
};

// The names whose records count, the first that has some: "www.example.com", "example.com", "com".
std::vector<std::string> caa_names(std::string_view name);

struct CaaFinding {
  std::string refusal;  // why issuing is forbidden, with the record and where it was found, or ""
  std::string unread;   // the name whose records may count and cannot be read, or ""
  dns::Outcome outcome = dns::Outcome::kRecords;  // of the question that `unread` is about
};

// `answers` are those for caa_names(), in their order. What cannot be read forbids nothing here:
// from here it cannot be told what the CA reads.
CaaFinding judge_caa(const std::vector<std::string>& names, const std::vector<dns::Answer>& answers,
                     const CaaSubject& subject);

}  // namespace preflight
