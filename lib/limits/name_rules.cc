#include "limits/name_rules.h"

#include <libpsl.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace limits {
namespace {

constexpr std::size_t kLongestName = 253;  // RFC 1035 section 3.1, as text
constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kMostNames = 100;

// The CAs that browsers trust: they certify what is on the internet, and nothing else.
constexpr std::array<std::string_view, 9> kPublicHosts = {"acme-v02.api.letsencrypt.org",
                                                          "acme-staging-v02.api.letsencrypt.org",
                                                          "dv.acme-v02.api.pki.goog",
                                                          "dv.acme-v02.test-api.pki.goog",
                                                          "acme.zerossl.com",
                                                          "acme.ssl.com",
                                                          "acme-api.actalis.com",
                                                          "acme.sectigo.com",
                                                          "acme.digicert.com"};

bool is_at(const std::string& directory, std::string_view host) {
  return directory.starts_with("https://" + std::string(host) + "/");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

std::string problem_of_label(std::string_view label) {
  if (label.empty()) return "has an empty label: write it without the dot too many";
  if (label.size() > kLongestLabel)
    return "has a label of more than 63 characters: DNS has no such name";
  if (label.find('_') != label.npos)
    return "has an underscore, which no CA certifies: give the host a name without";
  const bool inside = std::all_of(label.begin(), label.end(),
                                  [](char c) { return is_letter_or_digit(c) || c == '-'; });
  if (!inside || label.front() == '-' || label.back() == '-')
    return "is no host name: use letters, digits and '-' between them, joined by dots";
  return "";
}

std::string problem_of_form(const std::string& name) {
  if (name.find('*') != name.npos)
    return "is a wildcard, which HTTP-01 cannot prove: list each host name that is served";
  if (std::any_of(name.begin(), name.end(), [](char c) { return (c & 0x80) != 0; }))
    return "is an international name: write it in its xn-- form";
  if (name.size() > kLongestName) return "is longer than 253 characters: DNS has no such name";
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('.', at), name.size());
    if (auto problem = problem_of_label(std::string_view(name).substr(at, end - at));
        !problem.empty())
      return problem;
    at = end + 1;
  }
  const std::string_view last = std::string_view(name).substr(name.rfind('.') + 1);
  if (std::all_of(last.begin(), last.end(), is_digit))
    return "is no host name: list an IP address in spec.ipAddresses alone";
  return "";
}

bool is_suffix(const std::string& name) {
  return psl_is_public_suffix2(psl_builtin(), name.c_str(),
                               PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) == 1;
}

std::string problem_of_suffix(const std::string& name) {
  if (is_suffix(name))
    return "is a public suffix itself, which no CA certifies: ask for a name below it";
  for (std::size_t dot = name.find('.'); dot != name.npos; dot = name.find('.', dot + 1)) {
    if (is_suffix(name.substr(dot + 1))) return "";
  }
  return "ends in no public suffix, so that no public CA certifies it: ask for a name of the "
         "internet, or another issuer";
}

}  // namespace

NameRules name_rules(const std::string& directory, const std::string& profile) {
  const auto is_its = [&](std::string_view host) { return is_at(directory, host); };
  if (std::none_of(kPublicHosts.begin(), kPublicHosts.end(), is_its)) return {};
  const bool lets_encrypt = is_its(kPublicHosts[0]) || is_its(kPublicHosts[1]);
  const bool few = lets_encrypt && (profile == "tlsserver" || profile == "shortlived");
  return {true, few ? 25 : kMostNames};
}

std::string problem_of_name(const std::string& name, const NameRules& rules) {
  std::string problem = problem_of_form(name);
  if (problem.empty() && rules.public_names) problem = problem_of_suffix(name);
  return problem.empty() ? "" : name + " " + problem;
}

std::string problem_of_count(std::size_t count, const NameRules& rules) {
  if (rules.most == 0 || count <= rules.most) return "";
  return std::to_string(count) + " names, of which the CA takes " + std::to_string(rules.most) +
         " in one certificate" + (rules.most < kMostNames ? " of this profile" : "") +
         ": split them over several Certificates";
}

}  // namespace limits
