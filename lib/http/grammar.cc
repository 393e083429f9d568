#include "http/grammar.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "base/text.h"

namespace http {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";

bool is_one_of(char c, std::string_view characters) {
  return characters.find(c) != std::string_view::npos;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return base::lower(c) >= 'a' && base::lower(c) <= 'z'; }

// Unreserved and sub-delims.
bool is_plain(char c) { return is_letter(c) || is_digit(c) || is_one_of(c, "-._~!$&'()*+,;="); }

// "%" and two hexadecimal digits.
bool is_escape(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && is_one_of(text[1], kHexDigits) &&
         is_one_of(text[2], kHexDigits);
}

// Of plain characters, escapes, and those of `more`.
bool is_made_of(std::string_view text, std::string_view more) {
  while (!text.empty()) {
    const bool escape = is_escape(text);
    if (!escape && !is_plain(text.front()) && !is_one_of(text.front(), more)) return false;
    text.remove_prefix(escape ? 3 : 1);
  }
  return true;
}

bool is_ipv6(std::string_view text) {
  // inet_pton() ends at a NUL.
  if (text.find('\0') != text.npos) return false;
  in6_addr address;
  return inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

// "v", the version, ".", the address.
bool is_later_address(std::string_view text) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::string_view version = text.substr(0, dot);
  const std::string_view address = text.substr(std::min(dot + 1, text.size()));
  return version.size() > 1 && base::lower(version[0]) == 'v' &&
         version.find_first_not_of(kHexDigits, 1) == version.npos && !address.empty() &&
         std::ranges::all_of(address, [](char c) { return is_plain(c) || c == ':'; });
}

bool is_host(std::string_view text) {
  if (!text.starts_with('[')) return !text.empty() && is_made_of(text, "");
  const std::string_view address = text.substr(1, text.size() - 2);
  return is_ipv6(address) || is_later_address(address);
}

// Of host[:port]; 0 where a bracket is not closed.
std::size_t host_length(std::string_view text) {
  if (text.starts_with('[')) return text.find(']') + 1;
  return std::min(text.find(':'), text.size());
}

}  // namespace

bool is_token_char(char c) {
  return is_letter(c) || is_digit(c) || is_one_of(c, "!#$%&'*+-.^_`|~");
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

bool is_authority(std::string_view text) {
  if (is_ipv6(text)) return true;
  const std::string_view host = text.substr(0, host_length(text));
  const std::string_view port = text.substr(host.size());
  return is_host(host) &&
         (port.empty() || port == ":" || (port[0] == ':' && is_number(port.substr(1))));
}

bool is_path_and_query(std::string_view text) {
  const std::string_view path = text.substr(0, text.find('?'));
  return path.starts_with('/') && is_made_of(path, "/:@") &&
         is_made_of(text.substr(path.size()), "/:@?");
}

bool same(std::string_view left, std::string_view right) {
  return std::ranges::equal(
      left, right, {}, [](char c) { return base::lower(c); },
      [](char c) { return base::lower(c); });
}

}  // namespace http
