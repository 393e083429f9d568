// Client: the Kubernetes API as blocking calls over http::Client: get, list, create, server-side
// apply, patches, delete, watch.
//
// Promises: a 401 makes it read the token again and try once more; a 429 with Retry-After up to 5 s
// is waited for and tried again, at most 3 times (the server did not execute it); nothing else is
// repeated. Every other answer is an Error whose kind says what to do. A name that would be more
// than one segment of the path (or none, which is the whole collection) is kInvalid and not sent.
// `Warning:` headers are logged once each. A request lasts at most `deadline`. Any number of
// threads may call at once. https://kubernetes.io/docs/reference/using-api/api-concepts/
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/client.h"
#include "kube/config.h"
#include "kube_objects/error.h"
#include "kube_objects/object.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace kube {

struct ListPage {
  std::vector<wire::Object> items;
  std::string resource_version;
  std::string next;  // "continue"; empty on the last page
};

struct ListOptions {
  std::string namespace_;      // "" for all
  std::string label_selector;  // "" for all
  std::string field_selector;  // "" for all
  int limit = 500;             // 0 for all at once
  std::string from;            // "continue"
};

struct ApplyOptions {
  std::string_view field_manager = "sallyport";
  bool force = false;
  std::string_view subresource = "";
};
// Takes the fields over from whoever had them: for objects, and parts of objects, that are ours.
inline ApplyOptions forced(std::string_view subresource = "") {
  return {.force = true, .subresource = subresource};
}

// What must still hold for a delete to happen; empty: whatever. And what becomes of the objects
// that it owns: "Background": they go after it; "Orphan": it goes after they are nobody's.
struct Preconditions {
  std::string uid;
  std::string resource_version;
  std::string propagation = "Background";
};

class Client {
 public:
  Client(http::Client& http, const Config& config, Token& token,
         base::Millis deadline = base::Seconds(30));

  Result<wire::Object> get(const Resource& resource, const ObjectKey& key, std::stop_token stop);
  Result<ListPage> list(const Resource& resource, const ListOptions& options, std::stop_token stop);
  Result<wire::Object> create(const Resource& resource, const ObjectKey& key,
                              const wire::Writer& body, std::stop_token stop);
  // Whether it would be taken: all of the server's checks are made, and nothing is written.
  Result<wire::Object> try_create(const Resource& resource, const ObjectKey& key,
                                  const wire::Writer& body, std::stop_token stop);
  // Server-side apply: creates or updates the fields in `body` and no others. With a
  // metadata.resourceVersion in it the write is conditional.
  Result<wire::Object> apply(const Resource& resource, const ObjectKey& key,
                             const wire::Writer& body, const ApplyOptions& options,
                             std::stop_token stop);
  // JSON merge patch (RFC 7386).
  Result<wire::Object> merge_patch(const Resource& resource, const ObjectKey& key,
                                   const wire::Writer& patch, std::string_view subresource,
                                   std::stop_token stop);
  // JSON Patch (RFC 6902), as its text. Where one of its tests fails it is kInvalid.
  Result<wire::Object> json_patch(const Resource& resource, const ObjectKey& key,
                                  const std::string& patch, std::stop_token stop);
  // An object that is gone already is a success.
  Result<void> remove(const Resource& resource, const ObjectKey& key,
                      const Preconditions& preconditions, std::stop_token stop);
  // The raw stream of one watch request (query already built), for Watch.
  base::Result<http::Response, http::Error> stream(const std::string& path_and_query,
                                                   base::Millis idle, const http::Sink& sink,
                                                   std::stop_token stop);

 private:
  using Reply = base::Result<http::Response, http::Error>;
  struct Question {
    std::string_view verb;
    std::string_view method;
    const Resource& resource;
    const ObjectKey& key;
    std::string target;
    std::string_view content_type;
    std::string body;
  };

  Result<wire::Object> ask(const Question& question, std::stop_token stop);
  http::Request request(std::string_view method, std::string_view target) const;
  template <class Call>
  Reply authorized(http::Request& request, Call call);
  Result<wire::Object> exchange(http::Request request, std::string_view what, std::stop_token stop);
  static Result<wire::Object> read(const http::Response& response, std::string_view what);

  http::Client& http_;
  const http::Url server_;
  const std::string prefix_;  // of every path, when the server's URL has one
  Token& token_;
  const base::Millis deadline_;
};

}  // namespace kube
