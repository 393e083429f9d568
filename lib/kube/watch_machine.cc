#include "kube/watch_machine.h"

#include <utility>

namespace kube {
namespace {

// A stream that ends sooner than this without an event counts as a failure: something cuts it.
constexpr base::Millis kVeryShort{1000};
constexpr int kGone = 410;

bool ends_initial_events(const wire::Object& bookmark) {
  const auto annotations = bookmark.object("metadata").text_map("annotations");
  const auto found = annotations.find("k8s.io/initial-events-end");
  return found != annotations.end() && found->second == "true";
}

std::string version_of(const wire::Object& object) {
  return object.object("metadata").text_or("resourceVersion", "");
}

}  // namespace

NextAct WatchMachine::next() const {
  switch (state_) {
    case State::kStarting:
      return OpenStream{true, ""};
    case State::kListing:
      return ListNext{page_};
    case State::kWatching:
      return OpenStream{false, resource_version_};
  }
  return ListNext{""};
}

std::vector<StoreEvent> WatchMachine::page(std::vector<wire::Object> items,
                                           std::string resource_version, std::string next_page) {
  gathered_.insert(gathered_.end(), std::make_move_iterator(items.begin()),
                   std::make_move_iterator(items.end()));
  page_ = std::move(next_page);
  if (!page_.empty()) return {};
  resource_version_ = std::move(resource_version);
  return finish_state();
}

std::vector<StoreEvent> WatchMachine::line(const wire::Object& event) {
  const std::string type = event.text("type");
  const wire::Object object = event.object("object");
  saw_event_ = true;
  if (type == "ERROR") return error_event(object), std::vector<StoreEvent>{};
  if (state_ == State::kStarting) return initial_event(type, object);
  resource_version_ = version_of(object);
  failures_ = 0;
  if (type == "ADDED" || type == "MODIFIED") return {Changed{object}};
  if (type == "DELETED") return {Removed{object}};
  return {};
}

void WatchMachine::refused(int status) {
  ++failures_;
  if (state_ == State::kStarting && status != 401 && status != 429 && status < 500) {
    // Old servers, and those with the feature off, answer 400, 403 or 422 to a streaming list.
    streaming_lists_ = false;
  }
  if (state_ != State::kWatching || status == kGone) start_again();
}

void WatchMachine::ended(base::Millis lived, bool by_error) {
  const bool silent = state_ == State::kStarting && !saw_event_ && !by_error;
  // Some servers take a streaming list and never send its bookmark.
  if (silent || (state_ == State::kStarting && lived >= kInitialPatience)) streaming_lists_ = false;
  if (state_ == State::kWatching && saw_event_ && !by_error) {
    failures_ = 0;
  } else if (by_error || lived < kVeryShort) {
    ++failures_;
  }
  if (state_ != State::kWatching) start_again();
  stream_good_ = true;
  saw_event_ = false;
}

// Of a streaming list: objects are gathered apart until the bookmark says that they are complete.
std::vector<StoreEvent> WatchMachine::initial_event(const std::string& type,
                                                    const wire::Object& object) {
  if (type == "ADDED" || type == "MODIFIED") gathered_.push_back(object);
  if (type != "BOOKMARK" || !ends_initial_events(object)) return {};
  resource_version_ = version_of(object);
  return finish_state();
}

std::vector<StoreEvent> WatchMachine::finish_state() {
  state_ = State::kWatching;
  synced_ = true;
  failures_ = 0;
  return {ReplaceAll{std::exchange(gathered_, {})}};
}

// The object is a Status. 410: the version is too old, list again; else the stream is opened anew.
void WatchMachine::error_event(const wire::Object& status) {
  stream_good_ = false;
  ++failures_;
  if (status.integer("code").value_or(0) == kGone || status.text_or("reason", "") == "Expired") {
    start_again();
  }
}

void WatchMachine::start_again() {
  state_ = streaming_lists_ ? State::kStarting : State::kListing;
  gathered_.clear();
  page_.clear();
}

}  // namespace kube
