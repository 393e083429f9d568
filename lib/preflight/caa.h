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

// `answers` are those for caa_names(), in their order. "" when issuing is allowed, else why not,
// with the record and where it was found. A server that keeps silent forbids nothing here: from
// here it cannot be told.
std::string caa_refusal(const std::vector<std::string>& names,
                        const std::vector<dns::Answer>& answers, const CaaSubject& subject);

}  // namespace preflight
