#include "sidecar/host_name.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace sidecar {
namespace {

std::string shortest_ipv6(const std::string& text) {
  in6_addr address;
  char shortest[INET6_ADDRSTRLEN];
  if (inet_pton(AF_INET6, text.c_str(), &address) != 1) return text;
  return inet_ntop(AF_INET6, &address, shortest, sizeof shortest);
}

bool is_port(std::string_view text) {
  return text.starts_with(':') && text.find_first_not_of("0123456789", 1) == text.npos;
}

// A host, without brackets, of an address in brackets or a name, each with a port or none.
std::string_view without_port(std::string_view text) {
  const bool brackets = text.starts_with('[');
  const std::size_t end = brackets ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == text.npos) return text;
  const std::string_view host = text.substr(brackets, end - brackets);
  const std::string_view rest = text.substr(end + brackets);
  const bool is_host = !brackets || host.find(':') != host.npos;
  return is_host && (rest.empty() || is_port(rest)) ? host : text;
}

}  // namespace

std::string host_name(std::string_view text) {
  text = without_port(text);
  const bool address = text.find(':') != text.npos;
  if (!address && text.ends_with('.')) text.remove_suffix(1);
  const std::string name = base::lower(std::string(text));
  return address ? shortest_ipv6(name) : name;
}

}  // namespace sidecar
