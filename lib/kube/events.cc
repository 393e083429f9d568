#include "kube/events.h"

#include "base/log.h"
#include "base/stop.h"
#include "wire/time.h"

namespace kube {
namespace {

constexpr std::size_t kMostQueued = 1000;
constexpr std::size_t kMostRemembered = 2000;
constexpr std::size_t kLongestNote = 1024;
constexpr std::size_t kLongestWord = 128;
constexpr std::size_t kLongestName = 253;  // of any object
constexpr int kMostTries = 3;
constexpr base::Seconds kRepetition{600};
constexpr base::Millis kPause{500};

std::string hex_nanoseconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  char text[32];
  std::snprintf(text, sizeof text, "%llx",
                static_cast<unsigned long long>(
                    std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
  return text;
}

// "web.18ab…": as kubectl and client-go name them; a long name gives way.
std::string event_name(const std::string& about) {
  const std::string suffix = "." + hex_nanoseconds();
  std::string name = cut(about, kLongestName - suffix.size());
  while (!name.empty() && (name.back() == '.' || name.back() == '-')) name.pop_back();
  return name + suffix;
}

bool worth_another_try(const Error& error) {
  return error.kind == Error::Kind::kNetwork || error.kind == Error::Kind::kServer ||
         error.kind == Error::Kind::kThrottled;
}

// All that will be written of it. New texts, since one that was cut in its place keeps its room.
Event brief(const Event& event) {
  const Meta& whole = event.regarding;
  Meta regarding;
  regarding.name = whole.name;
  regarding.namespace_ = whole.namespace_;
  regarding.uid = whole.uid;
  regarding.resource_version = whole.resource_version;
  return {event.resource,
          std::move(regarding),
          event.warning,
          cut(event.reason, kLongestWord),
          cut(event.action, kLongestWord),
          cut(event.note, kLongestNote)};
}

wire::Writer reference(const Event& event) {
  return wire::Writer()
      .set("apiVersion", event.resource.api_version())
      .set("kind", event.resource.kind)
      .set("name", event.regarding.name)
      .set_unless_empty("namespace", event.regarding.namespace_)
      .set_unless_empty("uid", event.regarding.uid)
      .set_unless_empty("resourceVersion", event.regarding.resource_version);
}

}  // namespace

EventRecorder::EventRecorder(Client& client, const base::Clock& clock, std::string controller,
                             std::string instance)
    : client_(client),
      clock_(clock),
      controller_(std::move(controller)),
      instance_(std::move(instance)),
      thread_([this](std::stop_token stop) { run(stop); }) {}

EventRecorder::~EventRecorder() {
  constexpr base::Millis kPatience{1000};
  {
    std::unique_lock lock(mutex_);
    drained_.wait_for(lock, kPatience, [this] { return queue_.empty() && !writing_; });
  }
  thread_.request_stop();
}

void EventRecorder::record(Event event) {
  event = brief(event);
  std::lock_guard lock(mutex_);
  if (is_repetition(event)) return;
  if (queue_.size() >= kMostQueued) queue_.pop_front();
  queue_.push_back(std::move(event));
  wake_.notify_one();
}

void EventRecorder::run(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (wake_.wait(lock, stop, [this] { return !queue_.empty(); }) && !stop.stop_requested()) {
    const Event event = std::move(queue_.front());
    queue_.pop_front();
    writing_ = true;
    lock.unlock();
    write(event, stop);
    lock.lock();
    writing_ = false;
    drained_.notify_all();
  }
}

// Events of a cluster-scoped object are in the namespace "default".
void EventRecorder::write(const Event& event, std::stop_token stop) {
  const std::string& home = event.regarding.namespace_;
  const ObjectKey key{home.empty() ? "default" : home, event_name(event.regarding.name)};
  const wire::Writer body = new_object(kEvents, key)
                                .set("eventTime", wire::write_micro_time(clock_.wall_now()))
                                .set("reportingController", controller_)
                                .set("reportingInstance", cut(instance_, kLongestWord))
                                .set("action", event.action)
                                .set("reason", event.reason)
                                .set("type", event.warning ? "Warning" : "Normal")
                                .set("note", event.note)
                                .set("regarding", reference(event));
  for (int tries = 1;; ++tries) {
    const auto made = client_.create(kEvents, key, body, stop);
    if (made || made.error().kind == Error::Kind::kAlreadyExists) return;
    const bool again = tries < kMostTries && worth_another_try(made.error());
    if (again && base::sleep_for(kPause, stop)) continue;
    return base::log_debug("EventLost", {{"message", made.error().message}});
  }
}

bool EventRecorder::is_repetition(const Event& event) {
  const std::string key =
      event.regarding.uid + " " + event.reason + " " + std::to_string(base::fnv1a(event.note));
  const base::MonoTime now = clock_.mono_now();
  const auto [found, fresh] = recent_.try_emplace(key, now);
  if (!fresh && now - found->second < kRepetition) return true;
  found->second = now;
  if (recent_.size() > kMostRemembered) {
    std::erase_if(recent_, [&](const auto& each) { return now - each.second >= kRepetition; });
  }
  if (recent_.size() > kMostRemembered) recent_.clear();
  return false;
}

}  // namespace kube
