#include "kube/leadership.h"

#include "base/log.h"
#include "base/stop.h"

namespace kube {

Leadership::Leadership(Client& client, const base::Clock& clock, ObjectKey lease,
                       std::string identity, const LeaseTimes& times,
                       std::function<void(const std::string&)> lost, const Resource& resource,
                       WhenDeleted when_deleted)
    : client_(client),
      clock_(clock),
      resource_(resource),
      when_deleted_(when_deleted),
      key_(std::move(lease)),
      times_(times),
      lost_(std::move(lost)),
      lease_(std::move(identity), times),
      thread_([this](std::stop_token stop) { run(stop); }) {}

Leadership::~Leadership() = default;

bool Leadership::leads() const {
  return clock_.mono_now().time_since_epoch().count() < leads_until_.load();
}

bool Leadership::wait(std::stop_token stop) const {
  while (!leads()) {
    if (!base::sleep_for(base::Millis(10), stop)) return false;
  }
  return true;
}

std::string Leadership::holder() const {
  return holder_.with([](const std::string& name) { return name; });
}

void Leadership::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Leadership::release() {
  stop();
  if (!leads()) return;
  leads_until_ = 0;
  if (write(lease_.released(clock_.wall_now()), !lease_.exists(), {})) {
    base::log_info("LeadershipReleased", {{"lease", key_.text()}});
  } else {
    base::log_warning("LeadershipNotReleased", {{"message", trouble_}});
  }
}

void Leadership::run(std::stop_token stop) {
  bool led = false;
  do {
    step(stop);
    publish();
    if (led && !leads() && !stop.stop_requested()) {
      leads_until_ = 0;
      return lost_(trouble_.empty() ? "it is held by " + lease_.holder() : trouble_);
    }
    if (!led && leads()) base::log_info("LeadershipTaken", {{"lease", key_.text()}});
    led = leads();
  } while (base::sleep_for(pause(), stop));
}

// While we hold it, the write is tried first: one request. When it is refused, somebody wrote
// before us, or our own last write had gone through without an answer.
void Leadership::step(std::stop_token stop) try {
  const bool held = lease_.held_until().has_value();
  if (held && write(lease_.next(clock_.wall_now()), false, stop)) return;
  if (held && is_gone_ && when_deleted_ == WhenDeleted::kTakenBack && take_back(stop)) return;
  if (!look(stop) || held != lease_.held_until().has_value()) return;
  if (lease_.may_take(clock_.mono_now()))
    write(lease_.next(clock_.wall_now()), !lease_.exists(), stop);
} catch (const wire::Malformed& e) {
  trouble_ = "lease " + key_.text() + ": " + e.what();
}

// Where the kind is gone, or is on its way out and takes nothing new, nobody else can have it.
bool Leadership::take_back(std::stop_token stop) {
  const base::MonoTime asked = clock_.mono_now();
  if (write(lease_.next(clock_.wall_now()), true, std::move(stop))) return true;
  if (is_gone_) lease_.kept(asked);
  return is_gone_;
}

bool Leadership::look(std::stop_token stop) {
  trouble_.clear();
  const auto answer = client_.get(resource_, key_, stop);
  if (!answer && answer.error().kind != Error::Kind::kNotFound) {
    trouble_ = answer.error().message;
    return false;
  }
  lease_.seen(answer ? std::optional(read_lease(*answer)) : std::nullopt, clock_.mono_now());
  holder_.with([&](std::string& name) { name = lease_.holder(); });
  return true;
}

// Refused when the Lease is not the one, and not in the state, that was seen.
bool Leadership::write(const LeaseRecord& record, bool anew, std::stop_token stop) {
  trouble_.clear();
  is_gone_ = false;
  const base::MonoTime asked = clock_.mono_now();
  const auto spec = write_lease_spec(record);
  auto answer =
      !anew
          ? client_.merge_patch(
                resource_, key_,
                wire::Writer()
                    .set("metadata", wire::Writer().set("resourceVersion", record.resource_version))
                    .set("spec", spec),
                "", stop)
          : client_.create(resource_, key_, new_object(resource_, key_).set("spec", spec), stop);
  if (!answer) {
    trouble_ = answer.error().message;
    const Error::Kind kind = answer.error().kind;
    is_gone_ = kind == Error::Kind::kNotFound || (anew && kind == Error::Kind::kForbidden);
    return false;
  }
  LeaseRecord stored = record;
  stored.resource_version = read_meta(*answer).resource_version;
  lease_.written(stored, asked);
  return true;
}

void Leadership::publish() {
  const auto until = lease_.held_until();
  leads_until_ = until ? until->time_since_epoch().count() : 0;
}

// Those that wait do not all look at once.
base::Millis Leadership::pause() {
  const auto most = times_.retry.count() / 5;
  return times_.retry + base::Millis(std::uniform_int_distribution<long long>(0, most)(random_));
}

}  // namespace kube
