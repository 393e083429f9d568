// WatchMachine: list, watch, resume and relist as a pure machine: what happened -> what to do next.
// It does no I/O and knows no clock; Watch performs what it says. Rules: "Efficient detection of
// changes",
// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
//
//              stream refused, or ended without its bookmark
//   Starting ------------------------------------------------> Listing
//      | initial-events-end bookmark                              | last page
//      v                                                          v
//   Watching <------------------------------------------------ Watching
//      | 410 (status or ERROR event)   -> Starting / Listing again
//      | end of stream, network error, other ERROR event
//      |                               -> Watching from the last version, after a delay if it was
//      |                                  short or a failure
//
// A whole state is always read without a version, which is the most recent one: never back in time.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "kube_objects/object.h"
#include "wire/object.h"

namespace kube {

// What the performer is to do.
struct ListNext {
  std::string from;      // "continue" of the page before; "" for the first
  bool at_once = false;  // all in one page: pages went out of date while they were read
};
struct OpenStream {
  bool initial_events;  // streaming list, else resume
  std::string resource_version;
};
using NextAct = std::variant<ListNext, OpenStream>;

// What the store is told. Between StartOver and ReplaceAll the changes are of a whole state that is
// still being gathered.
struct StartOver {};
struct Changed {  // added or modified
  wire::Object object;
};
struct Removed {
  wire::Object object;
};
struct ReplaceAll {  // what was gathered is the whole state
  std::string resource_version;
};
using StoreEvent = std::variant<StartOver, Changed, Removed, ReplaceAll>;

// Where a watch goes on after a failure: from the last version, which is cheap, but that there is
// no more to hear is known with the next bookmark alone, up to a minute later; or with the whole
// state, which is known to be the present one.
enum class AfterFailure { kResume, kStartAnew };

class WatchMachine {
 public:
  explicit WatchMachine(AfterFailure after_failure = AfterFailure::kResume)
      : after_failure_(after_failure) {}

  // A streaming list that has not sent its bookmark by then is given up for an ordinary list.
  static constexpr base::Seconds kInitialPatience{60};

  // What to do now.
  NextAct next() const;
  // How many failures in a row are the reason to wait before it; 0 for at once.
  int failures() const { return waiting_ ? failures_ : 0; }
  // For how long: half a minute while the kind is absent; else from 0.8 s to 20 s and up to a fifth
  // more, so that all goes on within half a minute of the end of a trouble.
  base::Millis pause(std::mt19937& random) const;
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

  // The list or the stream was answered with an error status; 0 when a list was not answered.
  void refused(int status);
  // The server knows no such kind, and may do without: there is none, until it is asked for again.
  std::vector<StoreEvent> absent();
  bool is_absent() const { return absent_; }
  // The stream ended, or was cut, or nothing came (network). `lived`: how long it was open.
  void ended(base::Millis lived, bool by_error);
  // Nothing came for longer than bookmarks need, though the server is there: it sends none, or
  // something on the way keeps what it says. The whole state is listed.
  void fell_silent();

 private:
  enum class State { kStarting, kListing, kWatching };
  std::vector<StoreEvent> finish_state(std::string resource_version);
  void error_event(const wire::Object& status);
  void fail();
  void recover();
  void list_instead();
  void count_gone();
  bool is_to_start_anew() const;
  void start_again();

  AfterFailure after_failure_;
  State state_ = State::kStarting;
  bool streaming_lists_ = true;  // until a server refuses them
  bool list_at_once_ = false;
  bool stream_good_ = true;
  bool version_gone_ = false;  // the ERROR event was a 410
  bool saw_event_ = false;
  bool synced_ = false;
  int failures_ = 0;
  int gone_ = 0;  // versions in a row
  bool waiting_ = false;
  bool absent_ = false;
  std::string resource_version_;
  std::string page_;
};

}  // namespace kube
