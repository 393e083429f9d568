#include "preflight/redirect.h"

#include <algorithm>
#include <array>
#include <optional>

#include "http/reference.h"
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

}  // namespace

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 307 || status == 308;
}

base::Result<http::Url, std::string> next_url(const std::vector<http::Url>& visited,
                                              std::string_view location) {
  if (location.empty()) return base::unexpected(std::string("redirects without saying where to"));
  const auto url = http::resolved(visited.back(), location);
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
