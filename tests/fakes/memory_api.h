// MemoryApi: the API server as the controller's steps need it, in memory: get, create, server-side
// apply (see FieldOwners), merge patch (of whole fields), delete, resource versions, generations,
// preconditions, what of a Secret can't be changed; and a listener in the place of a watch. It
// knows no schemas and no rights: those are proved on a real one (tests/cluster). Any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "fakes/field_owners.h"
#include "http/client.h"
#include "kube/object.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace fakes {

class MemoryApi final : public http::Client {
 public:
  // `object` is null when it was removed. Called outside the lock.
  using Listener =
      std::function<void(const std::string& plural, const kube::ObjectKey&, const wire::Object*)>;

  void on_change(Listener listener) { listener_ = std::move(listener); }

  // Called before each write that comes as a request.
  void before_write(std::function<void(const std::string& what)> hook) { hook_ = std::move(hook); }

  // As a policy does; "" for nothing any more.
  void forbid(const std::string& write) { forbidden_ = write; }

  // As somebody else writes it: without preconditions.
  wire::Object put(const kube::Resource& resource, const wire::Writer& body) {
    const auto meta = kube::read_meta(wire::Object::parse(body.text()));
    const Place at = place(resource.path(meta.namespace_, meta.name));
    const auto asked = wire::Object::parse(body.text());
    if (const auto there = find(at.path)) {
      std::lock_guard lock(mutex_);
      owners_.edited(at.path, *there, asked);
    }
    return store(at, asked);
  }
  void remove(const kube::Resource& resource, const kube::ObjectKey& key) {
    erase(place(resource.path(key.namespace_, key.name)));
  }
  // Another, empty cluster: nobody hears of it.
  void clear() {
    std::lock_guard lock(mutex_);
    objects_.clear();
  }
  std::optional<wire::Object> get(const kube::Resource& resource,
                                  const kube::ObjectKey& key) const {
    return find(place(resource.path(key.namespace_, key.name)).path);
  }
  std::map<std::string, wire::Object> all() const {
    std::lock_guard lock(mutex_);
    return objects_;
  }
  // What the Events say, in order; they are no objects here.
  std::vector<std::string> notes() const {
    std::lock_guard lock(mutex_);
    return notes_;
  }
  // "PATCH secrets web-tls", in order.
  std::vector<std::string> writes() const {
    std::lock_guard lock(mutex_);
    return writes_;
  }
  void tell_all() const {
    for (const auto& [path, object] : all()) tell(place(path), &object);
  }

  base::Result<http::Response, http::Error> send(const http::Request& request,
                                                 std::stop_token) override {
    const Place at = place(request.url.target.substr(0, request.url.target.find('?')));
    if (request.method == "GET") return reply(find(at.path));
    if (at.plural == "events") return take_event(request.body);
    if (note(request.method, at) == forbidden_) return refusal(403, "Forbidden");
    const auto body = wire::Object::parse(request.body.empty() ? "{}" : request.body);
    if (request.method == "DELETE") {
      if (!holds(body.object("preconditions"), find(at.path))) return refusal(409, "Conflict");
      return reply(erase(at));
    }
    if (request.method == "POST") {
      const Place made = place(at.path + "/" + kube::read_meta(body).name);
      if (find(made.path)) return refusal(409, "AlreadyExists");
      return reply(store(made, body));
    }
    const auto there = find(at.path);
    const auto wanted = body.object("metadata").text_or("resourceVersion", "");
    if (!wanted.empty() && (!there || kube::read_meta(*there).resource_version != wanted))
      return refusal(409, "Conflict");
    if (!at.subresource.empty()) return reply(store_status(at, body));
    const std::string type = request.headers.at("Content-Type");
    if (type == "application/apply-patch+yaml") return apply(at, request.url.target, body);
    if (type != "application/merge-patch+json") return reply(store(at, body));
    if (!there) return refusal(404, "NotFound");
    wire::Writer merged(body);
    merged.set("metadata", there->object("metadata"));
    return reply(store(at, wire::Object::parse(merged.text())));
  }

  base::Result<http::Response, http::Error> stream(const http::Request& request, base::Millis,
                                                   const http::Sink&,
                                                   std::stop_token stop) override {
    return send(request, stop);
  }

 private:
  struct Place {
    std::string path;  // of the object, or the collection
    std::string plural;
    kube::ObjectKey key;
    std::string subresource;
  };

  // /apis/GROUP/v1[/namespaces/NS]/PLURAL[/NAME[/SUB]]
  static Place place(const std::string& path) {
    std::vector<std::string> parts;
    for (std::size_t at = 1; at <= path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      parts.push_back(path.substr(at, end - at));
      at = end + 1;
    }
    std::size_t next = parts.at(0) == "api" ? 2 : 3;
    Place place;
    if (parts.at(next) == "namespaces") {
      place.key.namespace_ = parts.at(next + 1);
      next += 2;
    }
    place.plural = parts.at(next);
    if (parts.size() > next + 1) place.key.name = parts[next + 1];
    if (parts.size() > next + 2) place.subresource = parts[next + 2];
    place.path = path.substr(
        0, path.size() - (place.subresource.empty() ? 0 : place.subresource.size() + 1));
    return place;
  }

  static http::Response reply(const std::optional<wire::Object>& object) {
    return object ? http::Response{200, {}, object->dump()} : refusal(404, "NotFound");
  }
  static http::Response refusal(int status, const std::string& reason) {
    wire::Writer body;
    body.set("kind", "Status").set("status", "Failure").set("reason", reason).set("code", status);
    return {status, {}, body.set("message", reason).text()};
  }

  http::Response apply(const Place& at, const std::string& target, const wire::Object& asked) {
    constexpr std::string_view kManager = "fieldManager=";
    const std::size_t from = target.find(kManager) + kManager.size();
    const Applied by{at.path, target.substr(from, target.find('&', from) - from),
                     target.find("force=true") != std::string::npos};
    const auto there = find(at.path).value_or(wire::Object());
    std::optional<wire::Writer> body;
    {
      std::lock_guard lock(mutex_);
      body = owners_.apply(by, there, asked);
    }
    if (!body) return refusal(409, "Conflict");
    const auto next = wire::Object::parse(body->text());
    if (changes_what_is_fixed(there, next)) return refusal(422, "Invalid");
    return reply(store(at, next));
  }

  // Of a Secret, the type; and the data of one that is immutable.
  static bool changes_what_is_fixed(const wire::Object& there, const wire::Object& next) {
    const std::string type = there.text_or("type", "");
    const bool other_data =
        next.has("data") && there.object("data").dump() != next.object("data").dump();
    const bool other_type = !there.empty() && next.text_or("type", type) != type;
    return other_type || (there.flag("immutable") && other_data);
  }

  http::Response take_event(const std::string& body) {
    std::lock_guard lock(mutex_);
    notes_.push_back(wire::Object::parse(body).text_or("note", ""));
    return {201, {}, body};
  }

  static bool holds(const wire::Object& preconditions, const std::optional<wire::Object>& there) {
    if (!there) return true;
    const kube::Meta meta = kube::read_meta(*there);
    return preconditions.text_or("uid", meta.uid) == meta.uid &&
           preconditions.text_or("resourceVersion", meta.resource_version) == meta.resource_version;
  }

  std::string note(const std::string& method, const Place& at) {
    const std::string what = method + " " + at.plural + " " + at.key.name + at.subresource;
    if (const auto hook = hook_) hook(what);  // it may set another one
    std::lock_guard lock(mutex_);
    writes_.push_back(what);
    return what;
  }

  std::optional<wire::Object> find(const std::string& path) const {
    std::lock_guard lock(mutex_);
    const auto found = objects_.find(path);
    return found == objects_.end() ? std::nullopt : std::optional(found->second);
  }

  wire::Object store(const Place& at, const wire::Object& asked) {
    const auto there = find(at.path);
    wire::Writer next(there.value_or(wire::Object()));
    for (const std::string& field : asked.fields()) {
      if (field == "apiVersion" || field == "kind" || field == "type")
        next.set(field, asked.text(field));
      else if (field == "immutable")
        next.set(field, asked.flag(field));
      else if (field != "metadata")
        next.set(field, asked.object(field));
    }
    wire::Writer meta(asked.object("metadata"));
    const auto before = there ? there->object("metadata") : wire::Object();
    const bool other_spec = there && there->object("spec").dump() != asked.object("spec").dump();
    const auto uid = before.text_or("uid", at.key.name + "-" + std::to_string(++last_uid_));
    meta.set("uid", uid);
    meta.set("generation", before.integer("generation").value_or(1) + (other_spec ? 1 : 0));
    return keep(at, next, meta);
  }

  wire::Object store_status(const Place& at, const wire::Object& asked) {
    const auto there = find(at.path).value();
    wire::Writer next(there);
    next.set("status", asked.object("status"));
    return keep(at, next, wire::Writer(there.object("metadata")));
  }

  // With a new resource version if anything is new.
  wire::Object keep(const Place& at, wire::Writer next, wire::Writer meta) {
    std::optional<wire::Object> kept;
    {
      std::lock_guard lock(mutex_);
      const auto there = objects_.find(at.path);
      const bool exists = there != objects_.end();
      const auto version =
          exists ? there->second.object("metadata").text("resourceVersion") : std::string();
      meta.set_unless_empty("resourceVersion", version);
      const bool same =
          exists && wire::Writer(next).set("metadata", meta).text() == there->second.dump();
      if (!same) meta.set("resourceVersion", std::to_string(++version_));
      kept = wire::Object::parse(next.set("metadata", meta).text());
      objects_.insert_or_assign(at.path, *kept);
    }
    tell(at, &*kept);
    return *kept;
  }

  std::optional<wire::Object> erase(const Place& at) {
    const auto there = find(at.path);
    {
      std::lock_guard lock(mutex_);
      objects_.erase(at.path);
      owners_.forget(at.path);
    }
    if (there) tell(at, nullptr);
    return there;
  }

  void tell(const Place& at, const wire::Object* object) const {
    if (listener_) listener_(at.plural, at.key, object);
  }

  Listener listener_;
  std::function<void(const std::string&)> hook_;
  std::string forbidden_;
  mutable std::mutex mutex_;
  std::map<std::string, wire::Object> objects_;  // by path
  FieldOwners owners_;
  std::vector<std::string> writes_;
  std::vector<std::string> notes_;
  std::int64_t version_ = 100;
  int last_uid_ = 0;
};

}  // namespace fakes
