// Proxies: which requests go through an HTTP proxy, as every program takes it from the environment:
// HTTPS_PROXY names the proxy, NO_PROXY what is asked without it. The names in lower case count
// where those in capitals are not set.
//
// Only https URLs go through one, by CONNECT (RFC 9110 section 9.3.6): TLS is with the server
// itself, and the proxy learns its name and port. HTTP_PROXY is for http URLs, of which no CA has
// one. Immutable; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/address_ranges.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/url.h"

namespace http {

struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  base::Secret credentials;  // "user:password"; empty for none

  std::string text() const { return host_and_port(host, port); }
};

class Proxies {
 public:
  // Null where a variable is not set; as std::getenv.
  using Environment = std::function<const char*(const char* name)>;

  Proxies() = default;  // none
  // The error says which variable is wrong and what it should be, and never what it is.
  static base::Result<Proxies, std::string> read(const Environment& environment);

  // Null when the URL is asked directly: what NO_PROXY names, this machine, and all http URLs.
  const Proxy* proxy_of(const Url& url) const;

  // As Proxy::text(); "" for none.
  std::string text() const { return all_.empty() ? "" : all_.front().text(); }

 private:
  // An entry of NO_PROXY.
  struct Exception {
    std::vector<base::AddressRange> addresses;  // one, or none for a name
    std::string name;                           // "" for addresses
    bool subdomains_only = false;
    std::uint16_t port = 0;  // 0 for all

    bool holds(const std::string& host, std::uint16_t at) const;
  };
  static Exception exception_of(std::string text);

  std::vector<Proxy> all_;  // one or none
  std::vector<Exception> exceptions_;
  bool never_ = false;
};

}  // namespace http
