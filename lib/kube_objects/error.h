// Error: why the API server did not do what it was asked, by what to do about it. Plain values.
// https://kubernetes.io/docs/reference/using-api/api-concepts/
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace kube {

struct Error {
  enum class Kind {
    kNetwork,        // no answer; a write may or may not have been carried out
    kUnauthorized,   // 401
    kForbidden,      // 403: a right is missing, a quota, or the namespace is ending
    kNotFound,       // 404: the object, or the whole kind
    kConflict,       // 409 Conflict: decided from an old version; look again
    kAlreadyExists,  // 409 AlreadyExists
    kGone,           // 410: the version is too old to watch or page from
    kInvalid,        // 400, 422: the object is not acceptable; the message says which field
    kThrottled,      // 429
    kServer,         // 5xx
    kStopped,
  };
  Kind kind = Kind::kNetwork;
  int status = 0;
  std::string message;  // whole: "create secrets team-a/web-tls: 403: forbidden: …"
  std::optional<base::Seconds> retry_after;
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace kube
