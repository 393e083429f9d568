#include "http/reference.h"

#include <algorithm>
#include <string>
#include <vector>

namespace http {
namespace {

std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  const bool folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    if (part == ".." && !kept.empty()) kept.pop_back();
    if (!part.empty() && part != "." && part != "..") kept.push_back(part);
    at = end + 1;
  }
  std::string out;
  for (const std::string_view part : kept) out.append("/").append(part);
  return folder || out.empty() ? out + "/" : out;
}

bool has_scheme(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon < text.find_first_of("/?");
}

}  // namespace

std::optional<Url> resolved(const Url& base, std::string_view reference) {
  reference = reference.substr(0, reference.find('#'));
  if (has_scheme(reference)) return parse_url(reference);
  const std::string scheme = base.tls ? "https:" : "http:";
  if (reference.starts_with("//")) return parse_url(scheme + std::string(reference));
  const std::string origin = scheme + "//" + base.authority();
  const std::string path = base.target.substr(0, base.target.find('?'));
  if (reference.starts_with('?')) return parse_url(origin + path + std::string(reference));
  const std::size_t query = std::min(reference.find('?'), reference.size());
  std::string target(reference.substr(0, query));
  if (!target.starts_with('/')) target = path.substr(0, path.rfind('/') + 1) + target;
  return parse_url(origin + without_dots(target) + std::string(reference.substr(query)));
}

}  // namespace http
