// Cause: why a step of a call ended, without the URL, which only the client as a whole knows.
#pragma once

#include <string>

#include "http/client.h"

namespace http {

struct Cause {
  ErrorKind kind = ErrorKind::kProtocol;
  std::string reason;
};

// What bounds every blocking step of a call.
struct Bounds {
  base::MonoTime until;
  std::stop_token stop;
};

// Nothing when the request may be sent: no control characters that would begin a header of their
// own, no header that is the client's business.
std::optional<Cause> refuse(const Request& request);

Error error(const Request& request, Cause failure, bool maybe_sent = false);

}  // namespace http
