#include "lifecycle/refusals.h"

#include <algorithm>
#include <array>

#include "base/ip.h"
#include "base/words.h"

namespace lifecycle {
namespace {

constexpr std::size_t kLongestDetail = 300;

// What the CA says of a name, and not of itself or of us.
bool is_about_a_name(std::string_view type) {
  constexpr std::array<std::string_view, 9> kTypes = {
      "rejectedIdentifier", "unsupportedIdentifier", "caa",      "dns", "connection", "tls",
      "unauthorized",       "incorrectResponse",     "malformed"};
  return std::ranges::find(kTypes, type) != kTypes.end();
}

void add(RefusedNames& to, const std::string& name, const std::string& type,
         const std::string& detail) {
  if (!is_about_a_name(type) || has(to, name)) return;
  to.push_back({name, type, kube::cut(detail, kLongestDetail), 0, "", false});
}

// RFC 8555 section 6.7.1. A CA that refuses only one name may name it in its words alone, in
// quotes.
RefusedNames refused_in_problem(const acme::Problem& problem,
                                const std::vector<acme::Identifier>& wanted) {
  RefusedNames refused;
  for (const acme::Problem::Subproblem& part : problem.subproblems) {
    const std::string name = part.identifier ? base::canonical_name(part.identifier->value) : "";
    if (has(wanted, name)) add(refused, name, part.type, part.detail);
  }
  const bool of_a_name =
      problem.type == "rejectedIdentifier" || problem.type == "unsupportedIdentifier";
  if (!refused.empty() || !of_a_name) return refused;
  for (const acme::Identifier& one : wanted) {
    const bool named = problem.detail.find('"' + one.value + '"') != std::string::npos;
    if (named) add(refused, one.value, problem.type, problem.detail);
  }
  return refused;
}

const acme::Authorization* find(const std::vector<acme::Authorization>& all,
                                const acme::Identifier& name) {
  const auto found = std::ranges::find(all, name, &acme::Authorization::identifier);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

RefusedNames refused_by(const acme::Error& error, const std::vector<acme::Identifier>& wanted) {
  if (!error.problem || error.is_trouble() || error.is("rateLimited")) return {};
  return refused_in_problem(*error.problem, wanted);
}

RefusedNames refused_in(const acme::Order& order, const std::vector<acme::Authorization>& open,
                        const std::vector<acme::Identifier>& wanted) {
  RefusedNames refused;
  if (order.error) refused = refused_in_problem(*order.error, wanted);
  for (const acme::Authorization& one : open) {
    const acme::Challenge* http01 = one.http01();
    if (one.status != "invalid" || http01 == nullptr || !http01->error) continue;
    add(refused, one.identifier.value, http01->error->type, http01->error->detail);
  }
  return refused;
}

bool proves_others(const std::vector<acme::Authorization>& open, const RefusedNames& refused,
                   const std::vector<acme::Identifier>& wanted) {
  return std::ranges::any_of(wanted, [&](const acme::Identifier& name) {
    const acme::Authorization* one = find(open, name);
    return !has(refused, name.value) && (one == nullptr || one->status == "valid");
  });
}

bool refuses_dates(const acme::Error& error) {
  return error.is("malformed") && base::says_one_of(error.message, {"notafter", "notbefore"});
}

}  // namespace lifecycle
