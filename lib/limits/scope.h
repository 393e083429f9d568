// Scope: what a CA's refusal by a rate limit is about, as its words tell: an account, a registered
// domain, a name, or a set of names. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace limits {

struct Scope {
  enum class Kind { kAccount, kDomain, kName, kSet };
  Kind kind = Kind::kDomain;
  std::string value;  // of a domain or a name
  auto operator<=>(const Scope&) const = default;
};

// The book of what only the Issuer with this uid counts: it stands where a CA's directory does.
std::string own_book(const std::string& issuer);

// For what is kept of a text that anybody may have chosen, and of any length.
std::string hashed(const std::string& text);

// What the limits of one kind have in common: the CA (its directory, or an own book) and, where it
// counts by account, the account (its URL). A short text.
std::string group_of(Scope::Kind kind, const std::string& ca, const std::string& account);

// Of an order for these names (normalised). Where the words name nothing that is known, the
// registered domains of all of them.
std::vector<Scope> scopes_of(std::string_view words, const std::vector<std::string>& names);

}  // namespace limits
