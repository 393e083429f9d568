#include "kube/events.h"

#include "base/log.h"
#include "base/stop.h"
#include "wire/time.h"

namespace kube {
namespace {

constexpr std::size_t kMostQueued = 1000;
constexpr std::size_t kMostRemembered = 2000;
constexpr std::size_t kLongestNote = 1024;
constexpr int kMostTries = 3;
constexpr base::Seconds kRepetition{600};

std::string cut(std::string note) {
  if (note.size() > kLongestNote) note.resize(kLongestNote);
  return note;
}

std::string hex_nanoseconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  char text[32];
  std::snprintf(text, sizeof text, "%llx",
                static_cast<unsigned long long>(
                    std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
  return text;
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
  std::lock_guard lock(mutex_);
  if (is_repetition(event)) return;
  if (queue_.size() >= kMostQueued) queue_.pop_front();
  queue_.push_back(std::move(event));
  wake_.notify_one();
}

void EventRecorder::run(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (wake_.wait(lock, stop, [this] { return !queue_.empty(); })) {
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

void EventRecorder::write(const Event& event, std::stop_token stop) {
  const Meta& about = event.regarding;
  const ObjectKey key{about.namespace_.empty() ? "default" : about.namespace_,
                      about.name + "." + hex_nanoseconds()};
  wire::Writer regarding;
  regarding.set("apiVersion", event.resource.api_version())
      .set("kind", event.resource.kind)
      .set("name", about.name)
      .set_unless_empty("namespace", about.namespace_)
      .set("uid", about.uid);
  const wire::Writer body = new_object(kEvents, key)
                                .set("eventTime", wire::write_micro_time(clock_.wall_now()))
                                .set("reportingController", controller_)
                                .set("reportingInstance", instance_)
                                .set("action", event.action)
                                .set("reason", event.reason)
                                .set("type", event.warning ? "Warning" : "Normal")
                                .set("note", cut(event.note))
                                .set("regarding", regarding);
  for (int i = 0; i < kMostTries; ++i) {
    const auto made = client_.create(kEvents, key, body, stop);
    if (made || made.error().kind == Error::Kind::kAlreadyExists) return;
    base::log_debug("EventLost", {{"message", made.error().message}});
    if (made.error().kind != Error::Kind::kNetwork && made.error().kind != Error::Kind::kServer) {
      return;
    }
    if (!base::sleep_for(base::Millis(500), stop)) return;
  }
}

bool EventRecorder::is_repetition(const Event& event) {
  const std::string key = event.regarding.uid + " " + event.reason + " " + event.note;
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
