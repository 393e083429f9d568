// The CAA records that let one account of one CA in, by HTTP-01, and nobody else (RFC 8659, RFC
// 8657), in the form of a zone file. Pure; any thread.
#pragma once

#include <string>
#include <vector>

namespace kubectl {

struct CaaWanted {
  std::vector<std::string> identities;  // the CA's, by its directory's caaIdentities
  std::string account;                  // URL
  std::vector<std::string> names;       // DNS names; sorted and written once each
};

// Empty when there are no names.
std::string caa_text(const CaaWanted& wanted);

}  // namespace kubectl
