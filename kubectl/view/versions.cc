#include "view/versions.h"

#include <cstdlib>
#include <regex>
#include <vector>

#include "base/text.h"

namespace kubectl {
namespace {

std::vector<long> numbers_in(const std::string& version) {
  const std::string plain = version.substr(0, version.find_first_not_of("0123456789."));
  std::vector<long> all;
  for (const std::string& part : base::split(plain, '.')) {
    all.push_back(part.empty() ? 0 : std::strtol(part.c_str(), nullptr, 10));
  }
  while (!all.empty() && all.back() == 0) all.pop_back();
  return all;
}

}  // namespace

bool is_older(const std::string& left, const std::string& right) {
  if (left.empty() || right.empty()) return left.empty() && !right.empty();
  return numbers_in(left) < numbers_in(right);
}

std::string version_in(const std::string& image) {
  const std::size_t at = image.find('@');
  const std::string named = image.substr(0, at);
  const std::size_t colon = named.rfind(':');
  const bool has_tag = colon != named.npos && named.find('/', colon) == named.npos;
  if (has_tag) return named.substr(colon + 1);
  return at == image.npos ? "unknown" : image.substr(at + 1);
}

bool is_version(const std::string& text) {
  static const std::regex kVersion(R"(\d{1,4}\.\d{1,4}\.\d{1,4}([-+][0-9A-Za-z.+-]{1,40})?)");
  return std::regex_match(text, kVersion);
}

Line definition_line(const std::string& name, const std::string& version,
                     const std::string& program, const std::string& expected) {
  const std::string what = "CustomResourceDefinition " + name + ": " +
                           (version.empty() ? "without a version" : "version " + version);
  const std::string than = " than " + program + " (" + expected + "): ";
  if (is_older(version, expected)) {
    return {Line::Mark::kFailed, what,
            "older" + than +
                "fields that it does not know are dropped: kubectl apply --server-side "
                "-f manifests/crds.yaml of version " +
                expected + ", or crds.enabled of that chart"};
  }
  if (is_older(expected, version)) {
    return {Line::Mark::kWarning, what,
            "newer" + than + "take " + program + " of version " + version};
  }
  return {Line::Mark::kOk, what, ""};
}

}  // namespace kubectl
