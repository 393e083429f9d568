// How each way to get nothing from a CA becomes an acme::Error, with a message that is whole: what
// was asked, of which URL, what came back. No body of an answer is ever repeated, only what a
// problem document says. For this room alone. Pure; any thread.
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
// An answer that is not what RFC 8555 says.
Error malformed(const Call& call, int status, const std::string& why);

}  // namespace acme
