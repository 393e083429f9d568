#include "http/proxies.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/ip.h"
#include "base/text.h"

namespace http {
namespace {

constexpr char kHowToName[] =
    "HTTPS_PROXY must be http://host:port or http://user:password@host:port; a proxy that is asked "
    "by TLS or SOCKS cannot be used";

std::string variable(const Proxies::Environment& environment, const std::string& name) {
  for (const std::string& one : {name, base::lower(name)}) {
    const char* value = environment(one.c_str());
    if (value != nullptr && !base::trimmed(value).empty()) return std::string(base::trimmed(value));
  }
  return "";
}

std::optional<unsigned char> byte_of(std::string_view digits) {
  unsigned char byte = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
  if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return {};
  return byte;
}

// RFC 3986 section 2.1; a "%" that begins nothing is itself.
std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' ? byte_of(text.substr(i + 1, 2)) : std::nullopt;
    out += byte ? static_cast<char>(*byte) : text[i];
    if (byte) i += 2;
  }
  return out;
}

// Of `text`, which keeps the rest.
base::Secret take_credentials(std::string& text) {
  const std::size_t at = text.substr(0, text.find('/')).rfind('@');
  if (at == std::string::npos) return {};
  std::string given = text.substr(0, at);
  text.erase(0, at + 1);
  if (given.find(':') == std::string::npos) given += ':';
  return base::Secret(percent_decoded(given));
}

std::optional<Proxy> read_proxy(std::string text) {
  constexpr std::string_view kScheme = "http://";
  if (base::lower(text.substr(0, kScheme.size())) == kScheme) text.erase(0, kScheme.size());
  base::Secret credentials = take_credentials(text);
  if (text.find("://") != std::string::npos) return {};
  const auto url = parse_url(std::string(kScheme) + text);
  if (!url) return {};
  return Proxy{url->host, url->port, std::move(credentials)};
}

std::optional<std::uint16_t> port_in(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return {};
  return port;
}

bool is_this_machine(const std::string& host) {
  static const std::vector<base::AddressRange> loopback = *base::parse_ranges("127.0.0.0/8,::1");
  if (host == "localhost") return true;
  const auto address = base::parse_address(host);
  return address &&
         std::ranges::any_of(loopback, [&](const auto& range) { return range.holds(*address); });
}

}  // namespace

bool Proxies::Exception::holds(const std::string& host, std::uint16_t at) const {
  if (port != 0 && port != at) return false;
  if (!addresses.empty()) {
    const auto address = base::parse_address(host);
    return address && addresses.front().holds(*address);
  }
  return host.ends_with("." + name) || (host == name && !subdomains_only);
}

Proxies::Exception Proxies::exception_of(std::string text) {
  Exception made;
  if (auto range = base::parse_range(text)) return {{*range}, "", false, 0};
  const std::size_t colon = text.rfind(':');
  const auto port =
      colon == std::string::npos ? std::nullopt : port_in(std::string_view(text).substr(colon + 1));
  if (port) text.erase(colon);
  made.port = port.value_or(0);
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (auto range = base::parse_range(text)) {
    made.addresses.push_back(*range);
    return made;
  }
  if (text.starts_with("*.")) text.erase(0, 1);
  made.subdomains_only = text.starts_with('.');
  made.name = base::canonical_name(text.substr(made.subdomains_only ? 1 : 0));
  return made;
}

base::Result<Proxies, std::string> Proxies::read(const Environment& environment) {
  Proxies made;
  const std::string named = variable(environment, "HTTPS_PROXY");
  if (named.empty()) return made;
  auto proxy = read_proxy(named);
  if (!proxy) return base::unexpected(std::string(kHowToName));
  made.all_.push_back(*std::move(proxy));
  std::string exceptions = variable(environment, "NO_PROXY");
  std::ranges::replace(exceptions, ' ', ',');
  for (const std::string& one : base::split(exceptions, ',')) {
    if (one == "*") made.never_ = true;
    if (!one.empty()) made.exceptions_.push_back(exception_of(one));
  }
  return made;
}

const Proxy* Proxies::proxy_of(const Url& url) const {
  if (all_.empty() || never_ || !url.tls) return nullptr;
  const std::string host = base::canonical_name(url.host);
  const auto holds = [&](const Exception& one) { return one.holds(host, url.port); };
  if (is_this_machine(host) || std::ranges::any_of(exceptions_, holds)) return nullptr;
  return &all_.front();
}

}  // namespace http
