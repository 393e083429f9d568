#include "acme_objects/types.h"

#include <algorithm>

namespace acme {
namespace {

bool is_base64url(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

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

bool is_token(const std::string& token) {
  return token.size() >= 22 && token.size() <= 128 && std::ranges::all_of(token, is_base64url);
}

}  // namespace acme
