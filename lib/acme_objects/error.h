// Error: why a CA did not do what it was asked (RFC 8555 section 6.7). Plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "acme_objects/types.h"
#include "base/clock.h"
#include "base/result.h"

namespace acme {

struct Error {
  enum class Kind {
    kNetwork,   // no answer: name, connection, TLS, timeout
    kFenced,    // the server is at an address that may not be connected to
    kBusy,      // not asked: answers that are awaited already take all the memory that there is
    kTrouble,   // the CA's own: a page instead of JSON, nothing, or no directory of ACME
    kTooFast,   // 429 without a problem of ACME, over and over
    kProtocol,  // an answer in JSON that is not what RFC 8555 says: of what was asked alone
    // What we do not take, of what was asked alone: an answer over its bound, or a URL of another
    // origin than the CA's.
    kNotTaken,
    kProblem,  // the CA said no; see `problem`
    kStopped,
  };
  Kind kind = Kind::kProtocol;
  std::string message;  // whole: what was asked, of which URL, what came back
  int status = 0;       // HTTP status, 0 without an answer
  bool timed_out = false;
  bool untrusted = false;  // the certificate of the server is of no authority that is trusted
  std::optional<Problem> problem;
  std::optional<base::Seconds> retry_after;
  std::string link;  // where to read about it: "terms-of-service" or "help"; "" for none
  // Where a person ends a pause, with a token in it; "" for none. For the account's owner alone: it
  // is not in `message`.
  std::string unpause;

  bool is(std::string_view problem_type) const;  // "rateLimited", …
  // Trouble of the CA's or on the way to it: it may pass by itself, and means nothing for what was
  // asked.
  bool is_trouble() const;
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace acme
