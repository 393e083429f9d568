#include "http/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace http {
namespace {

constexpr std::size_t kMaxLength = 2048;

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// RFC 3986 allows more in a registered name; DNS does not, and the rest is only good for tricks.
bool is_name(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

bool is_ipv6(const std::string& host) {
  in6_addr address;
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

std::uint16_t own_port(bool tls) { return tls ? 443 : 80; }

std::optional<std::uint16_t> parse_port(std::string_view text, bool tls) {
  if (text.empty()) return own_port(tls);
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  if (port == 0 || port > 65535) return {};
  return static_cast<std::uint16_t>(port);
}

// Cuts the scheme off `text` and returns whether it was https.
std::optional<bool> take_scheme(std::string_view& text) {
  for (const bool tls : {true, false}) {
    const std::string_view scheme = tls ? "https://" : "http://";
    if (base::lower(std::string(text.substr(0, scheme.size()))) != scheme) continue;
    text.remove_prefix(scheme.size());
    return tls;
  }
  return {};
}

struct Authority {
  std::string host;
  std::string_view port;
};

std::optional<Authority> take_ipv6_authority(std::string_view text) {
  const std::size_t end = text.find(']');
  if (end == std::string_view::npos) return {};
  Authority found{base::lower(std::string(text.substr(1, end - 1))), text.substr(end + 1)};
  if (!is_ipv6(found.host)) return {};
  if (found.port.empty()) return found;
  if (!found.port.starts_with(':')) return {};
  found.port.remove_prefix(1);
  return found;
}

std::optional<Authority> take_authority(std::string_view text) {
  if (text.starts_with('[')) return take_ipv6_authority(text);
  const std::size_t colon = text.find(':');
  Authority found{base::lower(std::string(text.substr(0, colon))), {}};
  if (!is_name(found.host)) return {};
  if (colon != std::string_view::npos) found.port = text.substr(colon + 1);
  return found;
}

}  // namespace

std::string Url::authority() const {
  return port == own_port(tls) ? bracketed(host) : host_and_port(host, port);
}

std::string host_and_port(const std::string& host, std::uint16_t port) {
  return bracketed(host) + ":" + std::to_string(port);
}

std::string Url::text() const { return (tls ? "https://" : "http://") + authority() + target; }

std::optional<Url> parse_url(std::string_view text) {
  if (text.size() > kMaxLength || !printable(text)) return {};
  if (text.find('#') != std::string_view::npos) return {};
  const auto tls = take_scheme(text);
  if (!tls) return {};
  const std::size_t slash = std::min(text.find_first_of("/?"), text.size());
  auto authority = take_authority(text.substr(0, slash));
  if (!authority) return {};
  const auto port = parse_port(authority->port, *tls);
  if (!port) return {};
  std::string target(text.substr(slash));
  if (!target.starts_with('/')) target.insert(0, "/");
  Url url{*tls, std::move(authority->host), *port, std::move(target)};
  // It must be readable as it will be written, with a slash that was not there.
  if (url.text().size() > kMaxLength) return {};
  return url;
}

}  // namespace http
