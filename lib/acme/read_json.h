// From an Answer to an object of RFC 8555. For this room alone.
#pragma once

#include <string>

#include "acme/exchange.h"
#include "http/url.h"
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
    return base::unexpected(malformed(answer->call, answer->response.status, why_malformed(wrong)));
  }
}

// The URL of an account or an order stands nowhere but here (RFC 8555 sections 7.3 and 7.4).
inline std::string location(const Answer& answer) {
  std::string text(answer.response.header("Location"));
  const auto url = http::parse_url(text);
  if (!url || !url->tls) throw wire::Malformed("Location: not an https URL");
  return text;
}

}  // namespace acme
