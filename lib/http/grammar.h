// The grammar of what a request is made of (RFC 9110, RFC 9112, RFC 3986): each function says
// whether a text is one of its kind, to the letter. Pure; any thread.
#pragma once

#include <string_view>

namespace http {

// RFC 9110 section 5.6.2: methods, names of fields.
bool is_token_char(char c);
bool is_token(std::string_view text);

// RFC 9110 section 5.5: a tab, spaces, what is visible, and bytes beyond ASCII.
bool is_field_value(std::string_view text);

// One digit at least.
bool is_number(std::string_view text);

// host[:port] (RFC 3986 section 3.2): a name, an IPv4 address, or in brackets an IPv6 or later one.
// The port is of digits, or of none. An IPv6 address alone needs no brackets, because CAs such as
// Pebble send it without. No user information, and never without a host, as "http" has
// it (RFC 9110 section 4.2.1).
bool is_authority(std::string_view text);

// A path that begins with "/", and a query or none; no fragment.
bool is_path_and_query(std::string_view text);

// Whatever the case of their letters.
bool same(std::string_view left, std::string_view right);

}  // namespace http
