// How each way to get nothing from a CA becomes an acme::Error, with a message that is whole: what
// was asked, of which URL, what came back. No body of an answer is ever repeated, only what a
// problem document says, and no message is longer than 3,500 bytes. For this room alone. Pure; any
// thread.
#pragma once

#include <string>

#include "acme_objects/error.h"
#include "http/client.h"
#include "wire/object.h"

namespace acme {

// What is asked, as people know it ("newOrder"), and of which URL.
struct Call {
  std::string what;
  std::string url;
};

Error no_answer(const Call& call, const http::Error& error);
// An answer with another status than 2xx.
Error error_of(const Call& call, const http::Response& response, base::WallTime now);
// What is wrong with an answer, as the reader of its JSON found.
std::string why_malformed(const wire::Malformed& wrong);
// An answer that is not what RFC 8555 says; where it is not JSON, trouble of the CA.
Error malformed(const Call& call, int status, const wire::Malformed& wrong);
Error malformed(const Call& call, int status, const std::string& why);
// What no CA says that is well.
Error trouble(const Call& call, int status, const std::string& why);
// Its turn is that far away.
Error too_fast(const Call& call, base::Millis away);
// One that is over a bound: which, how much, and how much is allowed.
Error not_taken(const Call& call, int status, const std::string& why);
// The URL is of an origin that is not the CA's.
Error other_origin(const Call& call, const std::string& origin, const std::string& own);
// No room in the budget of what answers may take; or stopped while waiting for some.
Error no_room(const Call& call, bool stopped);

}  // namespace acme
