#include "kube/client.h"

#include <set>

#include "base/guarded.h"
#include "base/log.h"
#include "base/stop.h"
#include "kube/error_of.h"

namespace kube {
namespace {

constexpr std::size_t kBodyLimit = 64 * 1024 * 1024;  // a page of 500 objects
constexpr base::Seconds kLongestPause{5};
constexpr int kMostPauses = 3;
constexpr char kWriteQuery[] = "?fieldValidation=Strict&fieldManager=";

// Each warning once in the life of the process, and no more than this many.
void log_warnings(const http::Response& response) {
  constexpr std::size_t kMost = 100;
  static base::Guarded<std::set<std::string>> seen;
  const std::string warning(response.header("Warning"));
  if (warning.empty()) return;
  const bool fresh =
      seen.with([&](auto& all) { return all.size() < kMost && all.insert(warning).second; });
  if (fresh) base::log_warning("ApiWarning", {{"message", warning}});
}

std::string describe(std::string_view verb, const Resource& resource, const ObjectKey& key) {
  return std::string(verb) + " " + std::string(resource.plural) + " " + key.text();
}

std::string describe_list(const Resource& resource, const std::string& namespace_) {
  return "list " + std::string(resource.plural) + (namespace_.empty() ? "" : " in " + namespace_);
}

// A name that is one segment of a path and stays one: the server takes the path apart after
// decoding it, and no name at all means the whole collection.
bool is_segment(std::string_view name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of("/%") == std::string_view::npos;
}

// Never with what was read: it may be a Secret.
Error unreadable(std::string_view what, int status) {
  return {Error::Kind::kServer, status, std::string(what) + ": the answer cannot be read", {}};
}

std::string without_slash(std::string path) {
  while (!path.empty() && path.back() == '/') path.pop_back();
  return path;
}

Result<ListPage> read_page(const wire::Object& answer, std::string_view what) {
  try {
    const wire::Object metadata = answer.object("metadata");
    return ListPage{answer.objects("items"), metadata.text_or("resourceVersion", ""),
                    metadata.text_or("continue", "")};
  } catch (const wire::Malformed& e) {
    return base::unexpected(
        Error{Error::Kind::kServer, 200, std::string(what) + ": the answer: " + e.what(), {}});
  }
}

}  // namespace

Client::Client(http::Client& http, const Config& config, Token& token, base::Millis deadline)
    : http_(http),
      server_(config.server),
      prefix_(without_slash(config.server.target)),
      token_(token),
      deadline_(deadline) {}

Result<wire::Object> Client::get(const Resource& resource, const ObjectKey& key,
                                 std::stop_token stop) {
  return ask({"get", "GET", resource, key, resource.path(key.namespace_, key.name), {}, {}}, stop);
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
  const std::string what = describe_list(resource, options.namespace_);
  const auto answer = exchange(request("GET", target), what, stop);
  if (!answer) return base::unexpected(answer.error());
  return read_page(*answer, what);
}

Result<wire::Object> Client::create(const Resource& resource, const ObjectKey& key,
                                    const wire::Writer& body, std::stop_token stop) {
  const std::string target = resource.path(key.namespace_) + kWriteQuery + "sallyport";
  return ask({"create", "POST", resource, key, target, "application/json", body.text()}, stop);
}

Result<wire::Object> Client::try_create(const Resource& resource, const ObjectKey& key,
                                        const wire::Writer& body, std::stop_token stop) {
  const std::string target = resource.path(key.namespace_) + kWriteQuery + "sallyport&dryRun=All";
  return ask({"create", "POST", resource, key, target, "application/json", body.text()}, stop);
}

Result<wire::Object> Client::apply(const Resource& resource, const ObjectKey& key,
                                   const wire::Writer& body, const ApplyOptions& options,
                                   std::stop_token stop) {
  const std::string target = resource.path(key.namespace_, key.name, options.subresource) +
                             kWriteQuery + encoded(options.field_manager) +
                             (options.force ? "&force=true" : "");
  return ask({"apply", "PATCH", resource, key, target, "application/apply-patch+yaml", body.text()},
             stop);
}

Result<wire::Object> Client::merge_patch(const Resource& resource, const ObjectKey& key,
                                         const wire::Writer& patch, std::string_view subresource,
                                         std::stop_token stop) {
  const std::string target =
      resource.path(key.namespace_, key.name, subresource) + kWriteQuery + "sallyport";
  return ask(
      {"patch", "PATCH", resource, key, target, "application/merge-patch+json", patch.text()},
      stop);
}

Result<wire::Object> Client::json_patch(const Resource& resource, const ObjectKey& key,
                                        const std::string& patch, std::stop_token stop) {
  const std::string target =
      resource.path(key.namespace_, key.name) + kWriteQuery + std::string("sallyport");
  return ask({"patch", "PATCH", resource, key, target, "application/json-patch+json", patch}, stop);
}

Result<void> Client::remove(const Resource& resource, const ObjectKey& key,
                            const Preconditions& preconditions, std::stop_token stop) {
  wire::Writer must;
  must.set_unless_empty("uid", preconditions.uid)
      .set_unless_empty("resourceVersion", preconditions.resource_version);
  wire::Writer options;
  options.set("apiVersion", "v1").set("kind", "DeleteOptions");
  options.set("propagationPolicy", preconditions.propagation);
  if (!must.empty()) options.set("preconditions", must);
  const auto answer =
      ask({"delete", "DELETE", resource, key, resource.path(key.namespace_, key.name),
           "application/json", options.text()},
          stop);
  if (answer || answer.error().kind == Error::Kind::kNotFound) return {};
  return base::unexpected(answer.error());
}

base::Result<http::Response, http::Error> Client::stream(const std::string& path_and_query,
                                                         base::Millis idle, const http::Sink& sink,
                                                         std::stop_token stop) {
  http::Request get = request("GET", path_and_query);
  auto response = authorized(get, [&] { return http_.stream(get, idle, sink, stop); });
  if (response) log_warnings(*response);
  return response;
}

Result<wire::Object> Client::ask(const Question& question, std::stop_token stop) {
  const std::string what = describe(question.verb, question.resource, question.key);
  const std::string& namespace_ = question.key.namespace_;
  if (!is_segment(question.key.name) || (!namespace_.empty() && !is_segment(namespace_))) {
    return base::unexpected(Error{Error::Kind::kInvalid, 0, what + ": not a name", {}});
  }
  http::Request made = request(question.method, question.target);
  if (!question.content_type.empty()) made.headers["Content-Type"] = question.content_type;
  made.body = question.body;
  return exchange(std::move(made), what, stop);
}

http::Request Client::request(std::string_view method, std::string_view target) const {
  http::Request made;
  made.method = method;
  made.url = server_;
  made.url.target = prefix_ + std::string(target);
  made.headers["Accept"] = "application/json";
  made.deadline = deadline_;
  made.max_body = kBodyLimit;
  return made;
}

// A 401 may mean that the token was changed a moment ago: once more with what its file says now.
template <class Call>
Client::Reply Client::authorized(http::Request& request, Call call) {
  const auto authorize = [&] {
    const base::Secret token = token_.current();
    if (!token.empty()) request.headers["Authorization"] = "Bearer " + token.reveal();
    return !token.empty();
  };
  const bool has_token = authorize();
  Reply response = call();
  if (!has_token || !response || response->status != 401) return response;
  token_.refused();
  authorize();
  return call();
}

Result<wire::Object> Client::exchange(http::Request request, std::string_view what,
                                      std::stop_token stop) {
  for (int pauses = 0;; ++pauses) {
    const Reply response = authorized(request, [&] { return http_.send(request, stop); });
    if (!response) return base::unexpected(error_of(response.error(), what));
    log_warnings(*response);
    if (response->status < 300) return read(*response, what);
    const Error error = error_of(*response, what);
    const bool worth_waiting = error.kind == Error::Kind::kThrottled && error.retry_after &&
                               *error.retry_after <= kLongestPause && pauses < kMostPauses;
    if (!worth_waiting || !base::sleep_for(*error.retry_after, stop)) {
      return base::unexpected(error);
    }
  }
}

Result<wire::Object> Client::read(const http::Response& response, std::string_view what) {
  try {
    return wire::Object::parse(response.body);
  } catch (const wire::Malformed&) {
    return base::unexpected(unreadable(what, response.status));
  }
}

}  // namespace kube
