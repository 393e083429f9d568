#include "sidecar/host_name.h"

#include <arpa/inet.h>

#include "base/text.h"

namespace sidecar {
namespace {

std::string shortest_ipv6(const std::string& text) {
  in6_addr address;
  char shortest[INET6_ADDRSTRLEN];
  if (inet_pton(AF_INET6, text.c_str(), &address) != 1) return text;
  return inet_ntop(AF_INET6, &address, shortest, sizeof shortest);
}

// What is left of the port, of an address in brackets or a name.
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) {
    text.remove_prefix(1);
    return text.substr(0, text.find(']'));
  }
  const std::size_t colon = text.find(':');
  const bool bare_ipv6 = colon != text.rfind(':');
  return bare_ipv6 ? text : text.substr(0, colon);
}

}  // namespace

std::string host_name(std::string_view text) {
  text = without_port(text);
  if (text.ends_with('.')) text.remove_suffix(1);
  const std::string name = base::lower(std::string(text));
  return name.find(':') == std::string::npos ? name : shortest_ipv6(name);
}

}  // namespace sidecar
