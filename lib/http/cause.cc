#include "http/cause.h"

#include <algorithm>

#include "http/grammar.h"

namespace http {
namespace {

bool is_target(std::string_view text) {
  return text.starts_with('/') &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_own_business(std::string_view name) {
  const auto is = [&](std::string_view other) { return same(name, other); };
  return is("host") || is("content-length") || is("user-agent") || is("transfer-encoding") ||
         is("connection") || is("expect");
}

}  // namespace

std::optional<Cause> refuse(const Request& request) {
  const auto no = [](std::string reason) { return Cause{ErrorKind::kProtocol, reason}; };
  if (!is_token(request.method)) return no("not a method that can be sent");
  if (!is_target(request.url.target)) return no("not a target that can be sent");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || !is_field_value(value)) return no("a header that cannot be sent");
    if (is_own_business(name)) return no("header " + name + " is the client's own business");
  }
  return {};
}

Error error(const Request& request, Cause failure, bool maybe_sent) {
  return {failure.kind, request.url.text() + ": " + failure.reason, maybe_sent};
}

}  // namespace http
