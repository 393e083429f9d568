#include <algorithm>

#include "migration/plan.h"

namespace migration {
namespace {

std::string finding_text(const Finding& finding) {
  const std::string field = finding.field.empty() ? "" : " " + finding.field;
  return "    " + std::string(word_of(finding.verdict)) + field + ": " + finding.why + "\n";
}

std::string object_text(const std::string& name, const std::string& what,
                        const std::vector<Finding>& findings) {
  std::string text = name + ": " + what + "\n";
  for (const Finding& each : findings) text += finding_text(each);
  return text;
}

std::string what_of(const IssuerMove& move) {
  if (move.mapped.refused) return "stays";
  return move.is_there ? "is there already, and is left as it is" : "moves, with its account";
}

std::string what_of(const CertificateMove& move) {
  if (move.mapped.refused) return "stays";
  return move.keeps_secret ? "moves, and keeps its Secret" : "moves";
}

std::string owner_text(const Plan& plan) {
  std::string text;
  std::string last;
  for (const Finding& each : plan.findings) {
    if (each.object != last) text += each.object + ":\n";
    last = each.object;
    text += finding_text(each);
  }
  return text;
}

std::size_t staying(const auto& moves) {
  return static_cast<std::size_t>(
      std::ranges::count_if(moves, [](const auto& move) { return move.mapped.refused; }));
}

std::string sum(const char* what, std::size_t all, std::size_t stay) {
  return std::to_string(all - stay) + " of " + std::to_string(all) + " " + what;
}

}  // namespace

std::string plan_text(const Plan& plan) {
  std::string text;
  for (const IssuerMove& each : plan.issuers) {
    text += object_text(each.text(), what_of(each), each.mapped.findings);
  }
  for (const CertificateMove& each : plan.certificates) {
    text +=
        object_text("Certificate " + each.mapped.key.text(), what_of(each), each.mapped.findings);
  }
  text += owner_text(plan);
  const auto ordered = std::ranges::count_if(plan.certificates, [](const CertificateMove& each) {
    return !each.mapped.refused && !each.keeps_secret;
  });
  return text + "\n" + sum("issuers", plan.issuers.size(), staying(plan.issuers)) + " and " +
         sum("Certificates", plan.certificates.size(), staying(plan.certificates)) + " move; " +
         std::to_string(ordered) + " of them are ordered anew.\n";
}

}  // namespace migration
