// Base64 (RFC 4648): the standard alphabet with padding (section 4: Secrets, PEM), and the URL-safe
// one without (section 5: JOSE, RFC 7515 section 2). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes);

// Nothing when the text is not exactly what the encoders above write: a foreign character, missing
// or (for base64url) present padding, a length that cannot be, bits left over.
std::optional<std::string> from_base64(std::string_view text);
std::optional<std::string> from_base64url(std::string_view text);

// Whether each character is one of the URL-safe alphabet, however many there are.
bool is_base64url(std::string_view text);

}  // namespace base
