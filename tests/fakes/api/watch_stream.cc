#include "fakes/api/watch_stream.h"

#include <utility>

#include "fakes/api/status.h"

namespace fakes {
namespace {

constexpr base::Seconds kLongest{1800};
// As the real one: a bookmark before it ends the stream itself.
constexpr base::Seconds kBookmarkBeforeEnd{2};

bool wants_initial_events(const Place& collection) { return collection.flag("sendInitialEvents"); }

base::MonoTime end_of(const Place& collection, base::MonoTime now) {
  return now + base::Seconds(collection.number("timeoutSeconds", kLongest.count()));
}

wire::Writer with_version(const wire::Object& object, std::int64_t version) {
  return wire::Writer(object).set(
      "metadata",
      wire::Writer(object.object("metadata")).set("resourceVersion", std::to_string(version)));
}

}  // namespace

std::optional<http::Response> WatchStream::refused(const Place& collection) {
  if (!wants_initial_events(collection)) return std::nullopt;
  if (collection.asked("resourceVersionMatch") == "NotOlderThan") return std::nullopt;
  return refusal(422, "Invalid", "sendInitialEvents requires resourceVersionMatch=NotOlderThan");
}

WatchStream::WatchStream(const History& history, const Place& collection, base::MonoTime now)
    : filter_(collection), end_(end_of(collection, now)), position_(history.version()) {
  const bool bookmarks = collection.flag("allowWatchBookmarks");
  if (bookmarks) bookmark_ = std::max(now, end_ - kBookmarkBeforeEnd);
  const std::int64_t from = collection.number("resourceVersion", 0);
  if (wants_initial_events(collection)) {
    add_all(history);
    if (bookmarks) add_bookmark(true);
  } else if (from == 0) {
    add_all(history);
  } else {
    position_ = from;
  }
}

std::string WatchStream::take(const History& history, base::MonoTime now) {
  if (!history.remembers(position_)) {
    broken_ = true;
    add("ERROR", version_gone(std::to_string(position_)));
    return std::exchange(lines_, {});
  }
  for (const Change& change : history.after(position_)) add_change(change);
  position_ = std::max(position_, history.version());
  if (bookmark_ && now >= *bookmark_) {
    add_bookmark(false);
    bookmark_.reset();
  }
  return std::exchange(lines_, {});
}

base::MonoTime WatchStream::due() const {
  if (broken_) return base::MonoTime();
  return bookmark_ ? std::min(*bookmark_, end_) : end_;
}

void WatchStream::add_all(const History& history) {
  for (const auto& [path, object] : history.now()) {
    if (filter_.takes(object)) add("ADDED", wire::Writer(object->object));
  }
}

// What begins or ends to be of the filter is added or deleted, for who hears of that alone.
void WatchStream::add_change(const Change& change) {
  const bool was = filter_.takes(change.before);
  const bool is = filter_.takes(change.after);
  if (is) return add(was ? "MODIFIED" : "ADDED", wire::Writer(change.after->object));
  if (was) add("DELETED", with_version(change.before->object, change.version));
}

void WatchStream::add_bookmark(bool ends_initial_events) {
  wire::Writer metadata;
  metadata.set("resourceVersion", std::to_string(position_));
  if (ends_initial_events)
    metadata.set("annotations", wire::Writer().set("k8s.io/initial-events-end", "true"));
  add("BOOKMARK", wire::Writer().set("metadata", metadata));
}

void WatchStream::add(const char* type, const wire::Writer& object) {
  lines_ += wire::Writer().set("type", type).set("object", object).text() + "\n";
}

}  // namespace fakes
