// MemoryApi: the API server in memory, as an http::Client: get, list by pages, watch, create,
// server-side apply with the ownership of fields, merge patch, delete, resource versions,
// generations, preconditions, the subresource status, what of a Secret is fixed. It is held to the
// real one by the same steps (tests/conformance). It knows no schemas (each list is atomic, and
// `status` is written through its subresource alone), no defaults, no finalizers, no kinds and no
// rights: those are proved on a real one (tests/cluster). Any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "fakes/api/history.h"
#include "fakes/api/write.h"
#include "http/client.h"
#include "kube_objects/object.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace fakes {

// What servers differ in.
struct ApiHabits {
  bool streaming_lists = true;
  bool gone_by_status = false;  // a version that is gone is a 410, instead of an ERROR event
};

class MemoryApi final : public http::Client {
 public:
  using Reply = base::Result<http::Response, http::Error>;
  // Who has no patience for a watch: `object` is null when it was removed. Called outside the lock.
  using Listener =
      std::function<void(const std::string& plural, const kube::ObjectKey&, const wire::Object*)>;

  void on_change(Listener listener) { listener_ = std::move(listener); }

  // Called before each write that comes as a request.
  void before_write(std::function<void(const std::string& what)> hook) { hook_ = std::move(hook); }

  // As a policy does: a write or read that is called so is refused; "" for none any more.
  void forbid(const std::string& request) { set(forbidden_, request); }
  // As a webhook does: changes what is written before it is kept.
  using Webhook = std::function<void(const std::string& plural, nlohmann::json& object)>;
  void change_writes(Webhook webhook) { webhook_ = std::move(webhook); }
  // As where its CRD was removed: every request but a watch for it is a 404; "" for none any more.
  void unlearn(const std::string& plural) { set(unknown_, plural); }

  // As somebody else writes it: each field that is in `body` as a whole, the status too, without
  // preconditions.
  wire::Object put(const kube::Resource& resource, const wire::Writer& body);
  void remove(const kube::Resource& resource, const kube::ObjectKey& key);
  // Another, empty cluster: nobody hears of it.
  void clear();

  std::optional<wire::Object> get(const kube::Resource& resource, const kube::ObjectKey& key) const;
  std::map<std::string, wire::Object> all() const;  // by path
  // What the Events say, in order; they are no objects here.
  std::vector<std::string> notes() const;
  // "PATCH secrets web-tls", in order.
  std::vector<std::string> writes() const;
  // The same of what was read: "GET secrets web-tls".
  std::vector<std::string> reads() const;
  void tell_all() const;

  // Of the watches that are opened from now on.
  void set_habits(const ApiHabits& habits);
  // The watches that are open hear of nothing more, until they are ended.
  void silence_watches();
  void end_watches();
  // As after a compaction: versions before now are gone.
  void forget();

  Reply send(const http::Request& request, std::stop_token stop) override;
  // The sink gets an empty piece as soon as the answer's status is known. A watch ends by its
  // timeoutSeconds, not by `idle`.
  Reply stream(const http::Request& request, base::Millis idle, const http::Sink& sink,
               std::stop_token stop) override;

 private:
  using WriteOf = std::function<WriteResult(const Place&, const nlohmann::json&, const Held&)>;

  static void set(base::Guarded<std::string>& word, const std::string& value) {
    word.with([&](std::string& text) { text = value; });
  }
  static bool is(const base::Guarded<std::string>& word, const std::string& value) {
    return word.with([&](const std::string& text) { return text == value; });
  }
  http::Response answer(const http::Request& request);
  http::Response read(const Place& at);
  http::Response write(const Place& at, const nlohmann::json& body, const WriteOf& make);
  http::Response remove(const Place& at, const nlohmann::json& preconditions);
  http::Response take_event(const std::string& body);
  std::string note(const std::string& method, const Place& at);
  void told(const Place& at, const Held& object) const;

  Listener listener_;
  std::function<void(const std::string&)> hook_;
  base::Guarded<std::string> forbidden_;
  Webhook webhook_;
  base::Guarded<std::string> unknown_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  History history_;
  ApiHabits habits_;
  bool silent_ = false;
  int ended_watches_ = 0;  // how often
  std::vector<std::string> writes_;
  std::vector<std::string> reads_;
  std::vector<std::string> notes_;
};

}  // namespace fakes
