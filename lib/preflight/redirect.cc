#include "preflight/redirect.h"

#include <algorithm>
#include <array>
#include <optional>

#include "http/resolve.h"

namespace preflight {
namespace {

constexpr std::size_t kMostRedirects = 10;
constexpr std::size_t kLongestPath = 2000;

// Names that the public DNS will never have, though a cluster or an office may.
constexpr std::array<std::string_view, 13> kNotInPublicDns = {
    "localhost", "local", "localdomain", "internal", "intranet", "private", "corp",
    "home",      "lan",   "onion",       "test",     "invalid",  "example"};

std::string_view last_label(std::string_view host) {
  const std::size_t dot = host.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
}

bool is_public_suffix(std::string_view label) {
  return !label.empty() &&
         !std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::find(kNotInPublicDns.begin(), kNotInPublicDns.end(), label) == kNotInPublicDns.end();
}

std::string wrong_host(const std::string& host) {
  if (http::is_address(host)) return "";
  if (host.ends_with(".well-known")) {
    return "redirects to host " + host + ": a slash is missing after the name in its target";
  }
  if (is_public_suffix(last_label(host))) return "";
  return "redirects to " + host + ", which is no public name";
}

std::string wrong_target(const http::Url& url) {
  if (url.port != 80 && url.port != 443) {
    return "redirects to port " + std::to_string(url.port) + ": a CA follows to 80 and 443 only";
  }
  if (url.target.substr(0, url.target.find('?')).size() > kLongestPath) {
    return "redirects to a path of more than 2000 bytes";
  }
  return wrong_host(url.host);
}

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

// RFC 3986 section 5.2.
std::optional<http::Url> resolved(const http::Url& base, std::string_view reference) {
  reference = reference.substr(0, reference.find('#'));
  if (has_scheme(reference)) return http::parse_url(reference);
  const std::string scheme = base.tls ? "https:" : "http:";
  if (reference.starts_with("//")) return http::parse_url(scheme + std::string(reference));
  const std::string origin = scheme + "//" + base.authority();
  const std::string path = base.target.substr(0, base.target.find('?'));
  if (reference.starts_with('?')) return http::parse_url(origin + path + std::string(reference));
  const std::size_t query = std::min(reference.find('?'), reference.size());
  std::string target(reference.substr(0, query));
  if (!target.starts_with('/')) target = path.substr(0, path.rfind('/') + 1) + target;
  return http::parse_url(origin + without_dots(target) + std::string(reference.substr(query)));
}

}  // namespace

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 307 || status == 308;
}

base::Result<http::Url, std::string> next_url(const std::vector<http::Url>& visited,
                                              std::string_view location) {
  if (location.empty()) return base::unexpected(std::string("redirects without saying where to"));
  const auto url = resolved(visited.back(), location);
  if (!url) {
    return base::unexpected(
        std::string("redirects to what is no http or https URL that a CA would follow"));
  }
  if (std::string wrong = wrong_target(*url); !wrong.empty()) {
    return base::unexpected(std::move(wrong));
  }
  if (std::find(visited.begin(), visited.end(), *url) != visited.end()) {
    return base::unexpected("redirects in a circle, at " + url->authority());
  }
  if (visited.size() > kMostRedirects) {
    return base::unexpected(std::string("redirects more than 10 times"));
  }
  return *url;
}

}  // namespace preflight
