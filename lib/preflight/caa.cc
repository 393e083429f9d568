#include "preflight/caa.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace preflight {
namespace {

// Tags of the IANA registry: a CA knows them, so that their critical bit forbids nothing.
constexpr std::array<std::string_view, 7> kKnownTags = {
    "issue", "issuewild", "issuemail", "issuevmc", "iodef", "contactemail", "contactphone"};

constexpr std::size_t kLongestShown = 200;

std::string lower_trimmed(std::string_view text) {
  return base::lower(std::string(base::trimmed(text)));
}

// An issue property: "ca.example.net; accounturi=https://…; validationmethods=http-01".
struct Issue {
  std::string domain;
  std::map<std::string, std::string> parameters;
};

Issue parse_issue(std::string_view value) {
  const std::size_t end = std::min(value.find(';'), value.size());
  Issue issue{lower_trimmed(value.substr(0, end)), {}};
  for (const std::string_view part : base::split(value.substr(end), ';')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    issue.parameters[lower_trimmed(part.substr(0, equals))] =
        base::trimmed(part.substr(equals + 1));
  }
  return issue;
}

// The record's text came from a stranger's DNS: only what can be shown.
std::string shown(const std::string& value) {
  std::string out = value.substr(0, kLongestShown);
  for (char& c : out) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  return "\"" + out + "\"";
}

std::string quarrel(const Issue& issue, const CaaSubject& subject) {
  const bool ours = std::any_of(
      subject.identities.begin(), subject.identities.end(),
      [&](const std::string& identity) { return base::lower(identity) == issue.domain; });
  if (!ours) return "does not name this CA (" + subject.identities.front() + ")";
  const auto account = issue.parameters.find("accounturi");
  if (account != issue.parameters.end() && account->second != subject.account) {
    return "is for another account than ours (" + subject.account + ")";
  }
  const auto methods = issue.parameters.find("validationmethods");
  if (methods == issue.parameters.end()) return "";
  const auto allowed = base::split(methods->second, ',');
  const bool http01 = std::ranges::any_of(
      allowed, [](std::string_view method) { return base::trimmed(method) == "http-01"; });
  return http01 ? "" : "does not allow http-01";
}

std::string judge(const std::string& name, const std::vector<dns::Caa>& records,
                  const CaaSubject& subject) {
  std::string why;
  bool any = false;
  for (const dns::Caa& record : records) {
    const bool known =
        std::find(kKnownTags.begin(), kKnownTags.end(), record.tag) != kKnownTags.end();
    const std::string where =
        "CAA record " + record.tag + " " + shown(record.value) + " of " + name;
    if (!known && record.critical) return where + " is critical and not known to CAs";
    if (record.tag != "issue") continue;
    any = true;
    const std::string wrong = quarrel(parse_issue(record.value), subject);
    if (wrong.empty()) return "";
    why += (why.empty() ? "" : "; ") + where + " " + wrong;
  }
  return any ? why : "";
}

}  // namespace

std::vector<std::string> caa_names(std::string_view name) {
  std::vector<std::string> names;
  while (!name.empty()) {
    names.emplace_back(name);
    const std::size_t dot = name.find('.');
    name = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  }
  return names;
}

CaaFinding judge_caa(const std::vector<std::string>& names, const std::vector<dns::Answer>& answers,
                     const CaaSubject& subject) {
  if (subject.identities.empty()) return {};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& [outcome, addresses, caa] = answers[i];
    if (outcome == dns::Outcome::kRecords) return {judge(names[i], caa, subject), "", {}};
    if (!dns::is_empty(outcome)) return {"", names[i], outcome};
  }
  return {};
}

}  // namespace preflight
