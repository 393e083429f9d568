#include "kube/client.h"

#include "base/guarded.h"
#include "base/log.h"
#include "base/stop.h"
#include "http/retry_after.h"

namespace kube {
namespace {

constexpr base::Millis kDeadline{30'000};
constexpr std::size_t kBodyLimit = 64 * 1024 * 1024;  // a page of 500 objects
constexpr base::Seconds kLongestPause{5};
constexpr int kMostPauses = 3;

Error::Kind kind_of(int status, const std::string& reason) {
  switch (status) {
    case 400:
    case 422:
      return Error::Kind::kInvalid;
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

base::WallTime wall_now() { return base::SystemClock().wall_now(); }

// What an answer that is no success means; a metav1.Status where there is one.
Error error_of(const http::Response& response, std::string_view what) {
  std::string reason;
  std::string message;
  try {
    const auto status = wire::Object::parse(response.body);
    reason = status.text_or("reason", "");
    message = status.text_or("message", "");
  } catch (const wire::Malformed&) {
    message = "the answer is no Status object";
  }
  Error error;
  error.kind = kind_of(response.status, reason);
  error.status = response.status;
  error.message = std::string(what) + ": " + std::to_string(response.status) + ": " + message;
  error.retry_after = http::retry_after(response.header("Retry-After"), wall_now());
  return error;
}

Error error_of(const http::Error& failure, std::string_view what) {
  Error error;
  error.kind =
      failure.kind == http::ErrorKind::kStopped ? Error::Kind::kStopped : Error::Kind::kNetwork;
  error.message = std::string(what) + ": " + failure.message;
  return error;
}

// Each warning once in the life of the process, and no more than this many.
void log_warnings(const http::Response& response) {
  constexpr std::size_t kMost = 100;
  static base::Guarded<std::map<std::string, bool>> seen;
  const std::string warning(response.header("Warning"));
  if (warning.empty()) return;
  const bool fresh =
      seen.with([&](auto& all) { return all.size() < kMost && all.emplace(warning, true).second; });
  if (fresh) base::log_warning("ApiWarning", {{"message", warning}});
}

std::string describe(std::string_view verb, const Resource& resource, const ObjectKey& key) {
  return std::string(verb) + " " + std::string(resource.plural) + " " + key.text();
}

}  // namespace

Client::Client(http::Client& http, const Config& config, Token& token)
    : http_(http), server_(config.server), token_(token) {}

Result<wire::Object> Client::get(const Resource& resource, const ObjectKey& key,
                                 std::stop_token stop) {
  return exchange(request("GET", resource.path(key.namespace_, key.name)),
                  describe("get", resource, key), stop);
}

Result<ListPage> Client::list(const Resource& resource, const ListOptions& options,
                              std::stop_token stop) {
  std::string target =
      resource.path(options.namespace_) + "?limit=" + std::to_string(options.limit);
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) target += std::string("&") + name + "=" + encoded(value);
  };
  add("labelSelector", options.label_selector);
  add("fieldSelector", options.field_selector);
  add("continue", options.from);
  const auto answer = exchange(request("GET", std::move(target)),
                               describe("list", resource, {options.namespace_, ""}), stop);
  if (!answer) return base::unexpected(answer.error());
  const wire::Object metadata = answer->object("metadata");
  return ListPage{answer->objects("items"), metadata.text_or("resourceVersion", ""),
                  metadata.text_or("continue", "")};
}

Result<wire::Object> Client::create(const Resource& resource, const ObjectKey& key,
                                    const wire::Writer& body, std::stop_token stop) {
  http::Request post = request(
      "POST", resource.path(key.namespace_) + "?fieldManager=sallyport&fieldValidation=Strict");
  post.headers["Content-Type"] = "application/json";
  post.body = body.text();
  return exchange(std::move(post), describe("create", resource, key), stop);
}

Result<wire::Object> Client::apply(const Resource& resource, const ObjectKey& key,
                                   const wire::Writer& body, const ApplyOptions& options,
                                   std::stop_token stop) {
  http::Request patch = request(
      "PATCH", resource.path(key.namespace_, key.name, options.subresource) +
                   "?fieldValidation=Strict&fieldManager=" + encoded(options.field_manager) +
                   (options.force ? "&force=true" : ""));
  patch.headers["Content-Type"] = "application/apply-patch+yaml";
  patch.body = body.text();
  return exchange(std::move(patch), describe("apply", resource, key), stop);
}

Result<wire::Object> Client::merge_patch(const Resource& resource, const ObjectKey& key,
                                         const wire::Writer& body, std::string_view subresource,
                                         std::stop_token stop) {
  http::Request patch = request("PATCH", resource.path(key.namespace_, key.name, subresource) +
                                             "?fieldValidation=Strict&fieldManager=sallyport");
  patch.headers["Content-Type"] = "application/merge-patch+json";
  patch.body = body.text();
  return exchange(std::move(patch), describe("patch", resource, key), stop);
}

Result<void> Client::remove(const Resource& resource, const ObjectKey& key,
                            const Preconditions& preconditions, std::stop_token stop) {
  wire::Writer must;
  must.set_unless_empty("uid", preconditions.uid)
      .set_unless_empty("resourceVersion", preconditions.resource_version);
  wire::Writer options;
  options.set("apiVersion", "v1").set("kind", "DeleteOptions");
  options.set("propagationPolicy", "Background");
  if (!must.empty()) options.set("preconditions", must);
  http::Request request_ = request("DELETE", resource.path(key.namespace_, key.name));
  request_.headers["Content-Type"] = "application/json";
  request_.body = options.text();
  const auto answer = exchange(std::move(request_), describe("delete", resource, key), stop);
  if (answer || answer.error().kind == Error::Kind::kNotFound) return {};
  return base::unexpected(answer.error());
}

base::Result<http::Response, http::Error> Client::stream(const std::string& path_and_query,
                                                         base::Millis idle, const http::Sink& sink,
                                                         std::stop_token stop) {
  const auto response = http_.stream(request("GET", path_and_query), idle, sink, stop);
  if (response && response->status == 401) token_.refused();
  return response;
}

http::Request Client::request(std::string_view method, std::string target) const {
  http::Request made;
  made.method = method;
  made.url = server_;
  made.url.target = std::move(target);
  made.headers["Accept"] = "application/json";
  made.deadline = kDeadline;
  made.max_body = kBodyLimit;
  const base::Secret token = token_.current();
  if (!token.empty()) made.headers["Authorization"] = "Bearer " + token.reveal();
  return made;
}

Result<wire::Object> Client::exchange(http::Request request, std::string_view what,
                                      std::stop_token stop) {
  bool token_read_again = false;
  for (int pauses = 0;;) {
    const auto response = http_.send(request, stop);
    if (!response) return base::unexpected(error_of(response.error(), what));
    log_warnings(*response);
    if (response->status < 300) {
      try {
        return wire::Object::parse(response->body);
      } catch (const wire::Malformed& e) {
        return base::unexpected(Error{Error::Kind::kServer,
                                      response->status,
                                      std::string(what) + ": the answer: " + e.what(),
                                      {}});
      }
    }
    Error error = error_of(*response, what);
    if (error.kind == Error::Kind::kUnauthorized && !token_read_again) {
      token_read_again = true;
      token_.refused();
      request.headers["Authorization"] = "Bearer " + token_.current().reveal();
      continue;
    }
    const bool wait = error.kind == Error::Kind::kThrottled && error.retry_after &&
                      *error.retry_after <= kLongestPause && pauses++ < kMostPauses;
    if (!wait || !base::sleep_for(*error.retry_after, stop)) return base::unexpected(error);
  }
}

}  // namespace kube
