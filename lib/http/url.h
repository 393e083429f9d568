// Url: an absolute http or https URL, taken apart once (RFC 3986). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace http {

struct Url {
  bool tls = false;
  std::string host;  // lower case; an IPv6 literal without its brackets
  std::uint16_t port = 0;
  std::string target;  // path and query, at least "/"

  // As a Host header: brackets around IPv6, the port only when it is not the scheme's own.
  std::string authority() const;
  std::string text() const;
  bool operator==(const Url&) const = default;
};

// "ca.example:443", "[2001:db8::1]:443"
std::string host_and_port(const std::string& host, std::uint16_t port);

// Nothing for: another scheme, no host, user information, a fragment, port 0 or above 65535,
// characters outside printable ASCII, more than 2,048 characters.
std::optional<Url> parse_url(std::string_view text);

}  // namespace http
