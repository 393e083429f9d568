#include "view/caa_records.h"

#include <set>

#include "base/text.h"

namespace kubectl {
namespace {

// A value in quotes, as zone files have it (RFC 1035 section 5.1).
std::string quoted(const std::string& value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

}  // namespace

// No wildcard certificate comes by HTTP-01, so nobody may make one.
std::string caa_text(const CaaWanted& wanted) {
  std::set<std::string> names;
  for (const std::string& name : wanted.names) names.insert(base::lower(name));
  std::string text;
  for (const std::string& name : names) {
    for (const std::string& identity : wanted.identities) {
      text += name + ". IN CAA 0 issue " +
              quoted(identity + "; accounturi=" + wanted.account + "; validationmethods=http-01") +
              "\n";
    }
    text += name + ". IN CAA 0 issuewild \";\"\n";
  }
  return text;
}

}  // namespace kubectl
