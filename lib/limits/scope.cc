#include "limits/scope.h"

#include <cctype>
#include <set>

#include "base/text.h"
#include "crypto/digest.h"
#include "limits/domain.h"

namespace limits {
namespace {

bool is_name_part(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  const auto alnum = [&](std::size_t i) {
    return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0;
  };
  // A dot or a dash before a letter joins; at the end of a sentence it does not.
  return alnum(at) || ((text[at] == '.' || text[at] == '-') && alnum(at + 1));
}

// As a word of its own, not as a part of a longer name.
bool mentions(std::string_view text, std::string_view name) {
  for (std::size_t at = 0; (at = text.find(name, at)) != std::string_view::npos; ++at) {
    const bool begins = at == 0 || !is_name_part(text, at - 1);
    if (begins && !is_name_part(text, at + name.size())) return true;
  }
  return false;
}

bool is_about_account(std::string_view words) {
  return mentions(words, "account") || mentions(words, "orders");
}

std::vector<Scope> mentioned(std::string_view words, const std::set<std::string>& all,
                             Scope::Kind kind) {
  std::vector<Scope> scopes;
  for (const std::string& one : all) {
    if (mentions(words, one)) scopes.push_back({kind, one});
  }
  return scopes;
}

}  // namespace

std::string own_book(const std::string& issuer) { return "issuer " + issuer; }

std::string hashed(const std::string& text) {
  constexpr std::size_t kBytes = 16;  // nobody finds two texts with one hash
  return crypto::short_hash(text, kBytes);
}

std::string group_of(Scope::Kind kind, const std::string& ca, const std::string& account) {
  switch (kind) {
    case Scope::Kind::kAccount:
      return "account " + hashed(ca + " " + account);
    case Scope::Kind::kDomain:
      return "domain " + hashed(ca);
    case Scope::Kind::kName:
      return "name " + hashed(ca + " " + account);
    case Scope::Kind::kSet:
      break;
  }
  return "set " + hashed(ca);
}

std::vector<Scope> scopes_of(std::string_view text, const std::vector<std::string>& names) {
  const std::string words = base::lower(std::string(text));
  if (mentions(words, "exact set")) return {{Scope::Kind::kSet, ""}};
  std::set<std::string> domains;
  for (const std::string& name : names) domains.insert(registered_domain(name));
  if (mentions(words, "failed")) {
    auto scopes = mentioned(words, {names.begin(), names.end()}, Scope::Kind::kName);
    if (!scopes.empty()) return scopes;
  }
  auto scopes = mentioned(words, domains, Scope::Kind::kDomain);
  if (scopes.empty()) {
    scopes = mentioned(words, {names.begin(), names.end()}, Scope::Kind::kName);
  }
  if (scopes.empty() && is_about_account(words)) return {{Scope::Kind::kAccount, ""}};
  if (!scopes.empty()) return scopes;
  for (const std::string& domain : domains) scopes.push_back({Scope::Kind::kDomain, domain});
  return scopes;
}

}  // namespace limits
