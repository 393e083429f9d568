#include "view/caa_records.h"

#include <algorithm>
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

bool is_label_of_ca(std::string_view label) {
  const auto fits = [](char c) {
    const char low = base::lower(c);
    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, fits);
}

}  // namespace

bool is_caa_identity(std::string_view text) {
  return !text.empty() && text.back() != '.' && text.size() <= 253 &&
         std::ranges::all_of(base::split(text, '.'), is_label_of_ca);
}

bool is_caa_account(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x21 && c <= 0x7e && c != ';'; });
}

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
