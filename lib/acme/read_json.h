// From an Answer to an object of RFC 8555. For this room alone.
#pragma once

#include <string>

#include "acme/exchange.h"
#include "http/reference.h"
#include "wire/object.h"

namespace acme {

// What `read` makes of the answer's JSON; it may throw wire::Malformed.
template <class Read>
auto read_json(const Result<Answer>& answer, Read&& read)
    -> Result<decltype(read(*answer, wire::Object()))> {
  if (!answer) return base::unexpected(answer.error());
  try {
    return read(*answer, wire::Object::parse(answer->response.body, kMaxValues));
  } catch (const wire::TooMuch& bound) {
    return base::unexpected(not_taken(answer->call, answer->response.status, bound.what()));
  } catch (const wire::Malformed& wrong) {
    return base::unexpected(malformed(answer->call, answer->response.status, wrong));
  }
}

// The URL of an account or an order stands nowhere but here (RFC 8555 sections 7.3 and 7.4).
// Some CAs give it without their own name.
inline std::string location(const Answer& answer) {
  const std::string_view text = answer.response.header("Location");
  const auto url = text.empty() ? std::nullopt : http::resolved(answer.at, text);
  if (!url || !url->tls) throw wire::Malformed("Location: not an https URL");
  return url->text();
}

inline Result<std::string> location_of(const Answer& answer) {
  try {
    return location(answer);
  } catch (const wire::Malformed& wrong) {
    return base::unexpected(malformed(answer.call, answer.response.status, wrong));
  }
}

}  // namespace acme
