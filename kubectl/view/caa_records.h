// The CAA records that let one account of one CA in, by HTTP-01, and nobody else (RFC 8659, RFC
// 8657), in the form of a zone file. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kubectl {

struct CaaWanted {
  std::vector<std::string> identities;  // the CA's, by its directory's caaIdentities
  std::string account;                  // URL
  std::vector<std::string> names;       // DNS names; sorted and written once each
};

// Whether it may stand in a record as the name of a CA (RFC 8659 section 4.2), or the URL of an
// account (RFC 8657 section 3). Both come from the CA's server, which a tenant may have chosen:
// with other bytes a record could let in somebody else, or end its line.
bool is_caa_identity(std::string_view text);
bool is_caa_account(std::string_view text);

// Empty when there are no names.
std::string caa_text(const CaaWanted& wanted);

}  // namespace kubectl
