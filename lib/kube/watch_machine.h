// WatchMachine: list, watch, resume and relist as a pure machine: what happened -> what to do next.
// It does no I/O and knows no clock; Watch performs what it says. Rules: "Efficient detection of
// changes",
// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
//
//              stream refused, or silent before the bookmark
//   Starting ------------------------------------------------> Listing
//      | initial-events-end bookmark                              | last page
//      v                                                          v
//   Watching <------------------------------------------------ Watching
//      | 410 (status or ERROR event)   -> Starting / Listing again
//      | end of stream, network error  -> Watching from the last version, after a delay if it was
//      short
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "kube/object.h"
#include "wire/object.h"

namespace kube {

// What the performer is to do.
struct ListNext {
  std::string from;  // "continue" of the page before; "" for the first
};
struct OpenStream {
  bool initial_events;  // streaming list, else resume
  std::string resource_version;
};
using NextAct = std::variant<ListNext, OpenStream>;

// What the store is told.
struct Changed {  // added or modified
  wire::Object object;
};
struct Removed {
  wire::Object object;
};
struct ReplaceAll {  // the whole state as of a list
  std::vector<wire::Object> objects;
};
using StoreEvent = std::variant<Changed, Removed, ReplaceAll>;

class WatchMachine {
 public:
  // A streaming list that has not sent its bookmark by then is given up for an ordinary list.
  static constexpr base::Millis kInitialPatience{60'000};

  // What to do now.
  NextAct next() const;
  // How long to wait before it: the number of failures in a row, 0 for at once.
  int failures() const { return failures_; }
  // The first whole state has been seen.
  bool synced() const { return synced_; }

  // A page of a list has come.
  std::vector<StoreEvent> page(std::vector<wire::Object> items, std::string resource_version,
                               std::string next_page);
  // One line of the stream has come: {"type": …, "object": …}. Throws wire::Malformed for what is
  // none.
  std::vector<StoreEvent> line(const wire::Object& event);
  // False when the current stream is of no more use and must be closed (an ERROR event came).
  bool stream_good() const { return stream_good_; }

  // The list or the stream was answered with an error status.
  void refused(int status);
  // The stream ended, or was cut, or nothing came (network). `lived`: how long it was open.
  void ended(base::Millis lived, bool by_error);

 private:
  enum class State { kStarting, kListing, kWatching };
  std::vector<StoreEvent> initial_event(const std::string& type, const wire::Object& object);
  std::vector<StoreEvent> finish_state();
  void error_event(const wire::Object& status);
  void start_again();

  State state_ = State::kStarting;
  bool streaming_lists_ = true;  // until a server refuses them
  bool stream_good_ = true;
  bool saw_event_ = false;
  bool synced_ = false;
  int failures_ = 0;
  std::string resource_version_;
  std::string page_;
  std::vector<wire::Object> gathered_;  // of the list or streaming list in progress
};

}  // namespace kube
