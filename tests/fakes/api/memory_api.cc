#include "fakes/api/memory_api.h"

#include "fakes/api/pages.h"
#include "fakes/api/status.h"
#include "fakes/api/watch_stream.h"
#include "fakes/api/write.h"

namespace fakes {
namespace {

using nlohmann::json;

http::Response object_answer(const Held& object, int code = 200) {
  return {code, {}, object->object.dump()};
}

std::string name_of_read(const Place& at) { return "GET " + at.plural + " " + at.key.name; }

WriteResult replace_fields(const Place&, const json& body, const Held& there) {
  Written made{there ? there->json : json::object(), there ? there->owners : FieldOwners()};
  const json before = made.object;
  made.object.update(body);
  made.owners.update("somebody", before, made.object);
  return made;
}

}  // namespace

wire::Object MemoryApi::put(const kube::Resource& resource, const wire::Writer& body) {
  const json asked = json::parse(body.text());
  const auto meta = kube::read_meta(wire::Object::parse(body.text()));
  return wire::Object::parse(
      write(Place::of(resource.path(meta.namespace_, meta.name)), asked, replace_fields).body);
}

void MemoryApi::remove(const kube::Resource& resource, const kube::ObjectKey& key) {
  remove(Place::of(resource.path(key.namespace_, key.name)), json::object());
}

void MemoryApi::clear() {
  std::lock_guard lock(mutex_);
  history_.clear();
}

std::optional<wire::Object> MemoryApi::get(const kube::Resource& resource,
                                           const kube::ObjectKey& key) const {
  std::lock_guard lock(mutex_);
  const Held there = history_.find(Place::of(resource.path(key.namespace_, key.name)).path);
  return there ? std::optional(there->object) : std::nullopt;
}

std::map<std::string, wire::Object> MemoryApi::all() const {
  std::lock_guard lock(mutex_);
  std::map<std::string, wire::Object> objects;
  for (const auto& [path, object] : history_.now()) objects.emplace(path, object->object);
  return objects;
}

std::vector<std::string> MemoryApi::notes() const {
  std::lock_guard lock(mutex_);
  return notes_;
}

std::vector<std::string> MemoryApi::writes() const {
  std::lock_guard lock(mutex_);
  return writes_;
}

std::vector<std::string> MemoryApi::reads() const {
  std::lock_guard lock(mutex_);
  return reads_;
}

void MemoryApi::tell_all() const {
  History::Objects objects;
  {
    std::lock_guard lock(mutex_);
    objects = history_.now();
  }
  for (const auto& [path, object] : objects) told(object->place, object);
}

void MemoryApi::set_habits(const ApiHabits& habits) {
  std::lock_guard lock(mutex_);
  habits_ = habits;
}

void MemoryApi::silence_watches() {
  std::lock_guard lock(mutex_);
  silent_ = true;
}

void MemoryApi::end_watches() {
  {
    std::lock_guard lock(mutex_);
    ++ended_watches_;
    silent_ = false;
  }
  changed_.notify_all();
}

void MemoryApi::forget() {
  std::lock_guard lock(mutex_);
  history_.forget();
}

MemoryApi::Reply MemoryApi::send(const http::Request& request, std::stop_token) {
  return answer(request);
}

MemoryApi::Reply MemoryApi::stream(const http::Request& request, base::Millis,
                                   const http::Sink& sink, std::stop_token stop) {
  const Place at = Place::of(request.url.target);
  const base::SystemClock clock;
  std::unique_lock lock(mutex_);
  const std::string from = at.asked("resourceVersion");
  if (at.flag("sendInitialEvents") && !habits_.streaming_lists)
    return refusal(422, "Invalid", "sendInitialEvents is forbidden");
  if (auto refused = WatchStream::refused(at)) return *std::move(refused);
  if (habits_.gone_by_status && !from.empty() && !history_.remembers(std::stoll(from)))
    return http::Response{410, {}, version_gone(from).text()};
  WatchStream watch(history_, at, clock.mono_now());
  for (const int ended = ended_watches_; !stop.stop_requested();) {
    if (ended_watches_ != ended || watch.ended(clock.mono_now()))
      return http::Response{200, {}, ""};
    const std::string lines = silent_ ? "" : watch.take(history_, clock.mono_now());
    lock.unlock();
    if (!sink(lines)) return http::Response{200, {}, ""};
    lock.lock();
    changed_.wait_until(lock, stop, silent_ ? watch.end() : watch.due(), [&] {
      return ended_watches_ != ended || (!silent_ && watch.position() < history_.version());
    });
  }
  return base::unexpected(http::Error{http::ErrorKind::kStopped, "stopped", false});
}

http::Response MemoryApi::answer(const http::Request& request) {
  const Place at = Place::of(request.url.target);
  if (request.method != "GET" && at.plural == "events") return take_event(request.body);
  const std::string what = request.method == "GET" ? "" : note(request.method, at);
  if (is(unknown_, at.plural)) return {404, {}, "404 page not found\n"};
  const bool reads = request.method == "GET";
  if (is(forbidden_, reads ? name_of_read(at) : what))
    return refusal(403, "Forbidden", "as it was told");
  if (reads) return read(at);
  const json body = json::parse(request.body.empty() ? "{}" : request.body);
  if (request.method == "DELETE") return remove(at, body.value("preconditions", json::object()));
  if (request.method == "POST")
    return write(at.item(body.at("metadata").at("name")), body, fakes::create);
  const std::string& type = request.headers.at("Content-Type");
  if (type == "application/json-patch+json") return write(at, body, fakes::json_patch);
  const bool merges = type == "application/merge-patch+json";
  return write(at, body, merges ? fakes::merge_patch : fakes::apply);
}

http::Response MemoryApi::read(const Place& at) {
  std::lock_guard lock(mutex_);
  reads_.push_back(name_of_read(at));
  if (at.is_collection()) return list_page(history_, at);
  const Held there = history_.find(at.path);
  return there ? object_answer(there) : not_found(at);
}

http::Response MemoryApi::write(const Place& at, const json& body, const WriteOf& make) {
  Held before;
  Held after;
  {
    std::lock_guard lock(mutex_);
    before = history_.find(at.path);
    WriteResult made = make(at, body, before);
    if (!made) return made.error();
    if (webhook_) webhook_(at.plural, made->object);
    if (at.asked("dryRun") == "All") return {201, {}, made->object.dump()};
    after = history_.keep(at, std::move(made->object), std::move(made->owners));
  }
  changed_.notify_all();
  told(at, after);
  return object_answer(after, before ? 200 : 201);
}

http::Response MemoryApi::remove(const Place& at, const json& preconditions) {
  Held there;
  {
    std::lock_guard lock(mutex_);
    there = history_.find(at.path);
    if (!there) return not_found(at);
    if (auto refused = unmet(preconditions, there)) return *std::move(refused);
    history_.erase(at.path);
  }
  changed_.notify_all();
  told(at, nullptr);
  return object_answer(there);
}

http::Response MemoryApi::take_event(const std::string& body) {
  std::lock_guard lock(mutex_);
  notes_.push_back(wire::Object::parse(body).text_or("note", ""));
  return {201, {}, body};
}

std::string MemoryApi::note(const std::string& method, const Place& at) {
  const std::string what = method + " " + at.plural + " " + at.key.name + at.subresource;
  if (const auto hook = hook_) hook(what);  // it may set another one
  std::lock_guard lock(mutex_);
  writes_.push_back(what);
  return what;
}

void MemoryApi::told(const Place& at, const Held& object) const {
  if (listener_) listener_(at.plural, at.key, object ? &object->object : nullptr);
}

}  // namespace fakes
