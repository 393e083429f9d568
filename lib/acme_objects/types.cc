#include "acme_objects/types.h"

#include <algorithm>

namespace acme {
namespace {

std::string line(const std::string& type, const std::string& detail) {
  return detail.empty() ? type : type + ": " + detail;
}

}  // namespace

std::string Problem::text() const {
  std::string text = line(type, detail);
  for (const Subproblem& part : subproblems) {
    text += "; ";
    if (part.identifier) text += part.identifier->value + ": ";
    text += line(part.type, part.detail);
  }
  if (!instance.empty()) text += "; go to " + instance;
  return text;
}

const Challenge* Authorization::http01() const {
  const auto found = std::ranges::find(challenges, "http-01", &Challenge::type);
  return found == challenges.end() ? nullptr : &*found;
}

}  // namespace acme
