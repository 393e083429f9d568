#include "kube/watch_machine.h"

#include <utility>

#include "base/backoff.h"

namespace kube {
namespace {

// A stream that ends sooner than this without an event counts as a failure: something cuts it.
constexpr base::Millis kVeryShort{1000};
// One that lived for this long was well before it failed: what failed before it is history.
constexpr base::Millis kHealthy{10'000};
constexpr base::Backoff kPause{base::Millis(800), base::Millis(20'000)};
// A position that the server refuses more often than this in a row, whatever it says, is given up.
constexpr int kMostRefusals = 6;
constexpr int kGone = 410;
constexpr base::Millis kWhileAbsent{30'000};

bool ends_initial_events(const wire::Object& bookmark) {
  const auto annotations = bookmark.object("metadata").text_map("annotations");
  const auto found = annotations.find("k8s.io/initial-events-end");
  return found != annotations.end() && found->second == "true";
}

// "" where there is none: one object that is not well formed does not end the stream.
std::string version_of(const wire::Object& object) {
  try {
    return object.object("metadata").text_or("resourceVersion", "");
  } catch (const wire::Malformed&) {
    return "";
  }
}

// The server, or our rights, may be well again in a moment: the position is still good.
bool may_pass(int status) {
  return status == 401 || status == 403 || status == 429 || status >= 500;
}

}  // namespace

NextAct WatchMachine::next() const {
  switch (state_) {
    case State::kStarting:
      return OpenStream{true, ""};
    case State::kListing:
      return ListNext{page_, list_at_once_};
    case State::kWatching:
      break;
  }
  return OpenStream{false, resource_version_};
}

base::Millis WatchMachine::pause(std::mt19937& random) const {
  if (absent_) return kWhileAbsent;
  return failures() == 0 ? base::Millis(0) : kPause.after(failures(), random);
}

std::vector<StoreEvent> WatchMachine::page(std::vector<wire::Object> items,
                                           std::string resource_version, std::string next_page) {
  waiting_ = false;
  std::vector<StoreEvent> events;
  for (wire::Object& item : items) events.push_back(Changed{std::move(item)});
  page_ = std::move(next_page);
  if (!page_.empty()) return events;
  for (StoreEvent& event : finish_state(std::move(resource_version))) {
    events.push_back(std::move(event));
  }
  return events;
}

std::vector<StoreEvent> WatchMachine::line(const wire::Object& event) {
  const std::string type = event.text("type");
  const wire::Object object = event.object("object");
  if (type == "ERROR") return error_event(object), std::vector<StoreEvent>{};
  const bool starting = state_ == State::kStarting;
  const std::string version = version_of(object);
  saw_event_ = true;
  // The versions of a streaming list's objects come in no order; its bookmark's is the one.
  if (!starting) recover();
  if (!starting && !version.empty()) resource_version_ = version;
  if (type == "ADDED" || type == "MODIFIED") return {Changed{object}};
  if (type == "DELETED") return {Removed{object}};
  if (starting && type == "BOOKMARK" && ends_initial_events(object)) return finish_state(version);
  return {};
}

void WatchMachine::refused(int status) {
  fail();
  switch (state_) {
    case State::kStarting:
      // Old servers, and those with the feature off, answer 400, 403 or 422 to a streaming list.
      if (status == 403 || !may_pass(status)) list_instead();
      return start_again();
    case State::kListing:
      if (status == kGone && !page_.empty()) list_at_once_ = true;
      if (status == kGone) count_gone();
      return start_again();
    case State::kWatching:
      if (status == kGone) count_gone();
      if (is_to_start_anew() || !may_pass(status) || failures_ > kMostRefusals) start_again();
  }
}

std::vector<StoreEvent> WatchMachine::absent() {
  recover();
  absent_ = true;
  synced_ = true;
  start_again();
  return {StartOver{}, ReplaceAll{""}};
}

void WatchMachine::ended(base::Millis lived, bool by_error) {
  const bool saw_event = std::exchange(saw_event_, false);
  const bool error_came = !std::exchange(stream_good_, true);
  const bool version_gone = std::exchange(version_gone_, false);
  const bool failed = by_error || error_came || (!saw_event && lived < kVeryShort);
  if (!failed || lived >= kHealthy) recover();
  if (failed) fail();
  if (state_ == State::kStarting) {
    // Some servers take a streaming list and never send its bookmark; a network that broke is not
    // one of them.
    const bool broke = (by_error && lived < kInitialPatience) || version_gone;
    if (!broke) list_instead();
    return start_again();
  }
  if (version_gone) count_gone();
  const bool given_up = version_gone || (error_came && failures_ > kMostRefusals);
  if (given_up || (failed && is_to_start_anew())) start_again();
}

// Not by a stream, which might be as silent.
void WatchMachine::fell_silent() {
  saw_event_ = false;
  recover();
  state_ = State::kListing;
  page_.clear();
}

// Without a version the watch that follows would send everything as if it were new.
std::vector<StoreEvent> WatchMachine::finish_state(std::string resource_version) {
  if (resource_version.empty()) {
    if (state_ == State::kListing) fail(), start_again();
    return {};
  }
  state_ = State::kWatching;
  waiting_ = false;
  absent_ = false;
  synced_ = true;
  list_at_once_ = false;
  resource_version_ = resource_version;
  return {ReplaceAll{std::move(resource_version)}};
}

// The object is a Status. 410: the version is too old, list again; else the stream is opened anew.
void WatchMachine::error_event(const wire::Object& status) {
  stream_good_ = false;
  const std::string reason = status.text_or("reason", "");
  version_gone_ =
      status.integer("code").value_or(0) == kGone || reason == "Expired" || reason == "Gone";
}

void WatchMachine::fail() {
  ++failures_;
  waiting_ = true;
}

void WatchMachine::recover() {
  failures_ = 0;
  gone_ = 0;
  waiting_ = false;
}

void WatchMachine::list_instead() {
  streaming_lists_ = false;
  recover();
}

// A version that is gone is an everyday matter, whatever failed before it; time and again it is
// not.
void WatchMachine::count_gone() {
  failures_ = ++gone_;
  waiting_ = gone_ > 1;
}

bool WatchMachine::is_to_start_anew() const { return after_failure_ == AfterFailure::kStartAnew; }

void WatchMachine::start_again() {
  state_ = streaming_lists_ ? State::kStarting : State::kListing;
  page_.clear();
}

}  // namespace kube
