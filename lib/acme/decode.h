// From a CA's JSON to the objects of RFC 8555 section 7.1. All throw wire::Malformed, which names
// the field, for what cannot be understood: a missing field, another type, a URL that is not https.
// A status that is missing or that nobody knows is one that may still change. URLs may be relative
// to what was `asked`. TooMuch, for more than we take: which field, how much, and how much is
// taken. The text that a CA wrote for people is kept, but cut to a bound and without control
// characters; of a challenge that we cannot answer its type alone is kept, of the first few. So
// what is kept of an authorization is at most 6 KiB. For this room alone. Pure; any thread.
#pragma once

#include <string>

#include "acme_objects/renewal_info.h"
#include "acme_objects/types.h"
#include "http/url.h"
#include "wire/object.h"

namespace acme {

// JSON values of an answer, for wire::Object::parse: an order of 121 names, of which each is told
// to be wrong, has some 1,300.
inline constexpr std::size_t kMaxValues = 2048;

Directory read_directory(const wire::Object& object, const http::Url& asked);
Account read_account(const wire::Object& object);
Order read_order(const wire::Object& object, const http::Url& asked);
Authorization read_authorization(const wire::Object& object, const http::Url& asked);
Challenge read_challenge(const wire::Object& object, const http::Url& asked);
RenewalInfo read_renewal_info(const wire::Object& object);

// Never throws for what is inside: a problem that is told badly, or at length, is still a problem.
Problem read_problem(const wire::Object& object);

}  // namespace acme
