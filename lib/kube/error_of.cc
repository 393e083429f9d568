#include "kube/error_of.h"

#include "http/retry_after.h"
#include "kube_objects/object.h"
#include "wire/object.h"

namespace kube {
namespace {

constexpr std::size_t kLongestMessage = 2048;

Error::Kind kind_of(int status, const std::string& reason) {
  switch (status) {
    case 401:
      return Error::Kind::kUnauthorized;
    case 403:
      return Error::Kind::kForbidden;
    case 404:
      return Error::Kind::kNotFound;
    case 409:
      return reason == "AlreadyExists" ? Error::Kind::kAlreadyExists : Error::Kind::kConflict;
    case 410:
      return Error::Kind::kGone;
    case 429:
      return Error::Kind::kThrottled;
    default:
      return status >= 500 ? Error::Kind::kServer : Error::Kind::kInvalid;
  }
}

// The causes say which field, or which field manager; mostly the message repeats them.
std::string with_causes(std::string message, const wire::Object& details) {
  for (const wire::Object& cause : details.objects("causes")) {
    const std::string why = cause.text_or("message", cause.text_or("reason", ""));
    if (why.empty() || message.find(why) != std::string::npos) continue;
    const std::string field = cause.text_or("field", "");
    message += (message.empty() ? "" : "; ") + field + (field.empty() ? "" : ": ") + why;
  }
  return message;
}

struct Status {
  std::string reason;
  std::string message;
  std::optional<base::Seconds> retry_after;
};

// The API server answers a path that it does not know with plain text.
std::string without_status(int status) {
  return status == 404 ? "the server knows no such kind" : "the answer is no Status object";
}

Status read_status(const http::Response& response) {
  try {
    const auto object = wire::Object::parse(response.body);
    const wire::Object details = object.object("details");
    Status status;
    status.reason = object.text_or("reason", "");
    status.message = with_causes(object.text_or("message", ""), details);
    if (status.message.empty()) status.message = status.reason;
    if (const auto wait = details.integer("retryAfterSeconds"); wait && *wait > 0) {
      status.retry_after = base::Seconds(*wait);
    }
    return status;
  } catch (const wire::Malformed&) {
    return {"", without_status(response.status), {}};
  }
}

}  // namespace

Error error_of(const http::Response& response, std::string_view what) {
  const Status status = read_status(response);
  Error error;
  error.kind = kind_of(response.status, status.reason);
  error.status = response.status;
  error.message = std::string(what) + ": " + std::to_string(response.status) + ": " +
                  cut(status.message, kLongestMessage);
  error.retry_after =
      http::retry_after(response.header("Retry-After"), base::SystemClock().wall_now());
  if (!error.retry_after) error.retry_after = status.retry_after;
  return error;
}

Error error_of(const http::Error& failed, std::string_view what) {
  Error error;
  error.kind =
      failed.kind == http::ErrorKind::kStopped ? Error::Kind::kStopped : Error::Kind::kNetwork;
  error.message = std::string(what) + ": " + failed.message;
  return error;
}

}  // namespace kube
