// Names: which host names a CA surely refuses, so that it need not be asked: what is no host name
// (RFC 1123 section 2.1, RFC 5890 section 2.3.1), what HTTP-01 cannot prove, and, of a CA of the
// public web, names that end in no public suffix, or more names than one certificate may have. A
// private CA has names of its own making. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>

namespace limits {

struct NameRules {
  bool public_names = false;  // only such as the public suffix list knows (publicsuffix.org)
  std::size_t most = 0;       // of one certificate; 0 when it is not known
};

// Of the CA with this directory, for orders with this profile ("" for none).
NameRules name_rules(const std::string& directory, const std::string& profile);

// What is wrong with a host name, and what to do: "…: list each host name that is served"; "" when
// it may be asked for. `name` is in lower case, without a dot at its end.
std::string problem_of_name(const std::string& name, const NameRules& rules);

// Likewise, with so many names in one certificate.
std::string problem_of_count(std::size_t count, const NameRules& rules);

}  // namespace limits
