#include "acme_objects/types.h"

#include <algorithm>

#include "base/names_by_text.h"

namespace acme {
namespace {

std::string line(const std::string& type, const std::string& detail) {
  return detail.empty() ? type : type + ": " + detail;
}

// What the problem has said of that name itself.
bool is_said(const Problem& problem, const Problem::Subproblem& part) {
  const auto says = [&](const std::string& text) {
    return problem.detail.find(text) != std::string::npos;
  };
  const bool same_type = part.type == problem.type && !part.detail.empty();
  return same_type && says(part.detail) && (!part.identifier || says(part.identifier->value));
}

}  // namespace

std::string Problem::text() const {
  base::NamesByText parts;
  for (const Subproblem& part : subproblems) {
    if (!is_said(*this, part))
      parts.add(part.identifier ? part.identifier->value : "", line(part.type, part.detail));
  }
  std::string text = line(type, detail);
  for (const auto& part : parts.lines()) text += "; " + part.whole();
  if (!instance.empty()) text += "; go to " + instance;
  return text;
}

const Challenge* Authorization::http01() const {
  const auto found = std::ranges::find(challenges, "http-01", &Challenge::type);
  return found == challenges.end() ? nullptr : &*found;
}

}  // namespace acme
