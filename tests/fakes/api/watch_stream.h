// WatchStream: what one open watch is to be told next, of a History that goes on. Pure but for the
// clock that it is given the time of. One thread at a time.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "fakes/api/filter.h"
#include "fakes/api/history.h"
#include "http/client.h"

namespace fakes {

class WatchStream {
 public:
  WatchStream(const History& history, const Place& collection, base::MonoTime now);

  // Why it is not even opened.
  static std::optional<http::Response> refused(const Place& collection);

  // The lines that are due, each with its end.
  std::string take(const History& history, base::MonoTime now);
  // Nothing is due before, unless the history goes on.
  base::MonoTime due() const;
  // The server ends it then, or at once after an ERROR.
  base::MonoTime end() const { return end_; }
  bool ended(base::MonoTime now) const { return broken_ || now >= end_; }
  std::int64_t position() const { return position_; }

 private:
  void add_all(const History& history);
  void add_change(const Change& change);
  void add_bookmark(bool ends_initial_events);
  void add(const char* type, const wire::Writer& object);

  const Filter filter_;
  const base::MonoTime end_;
  std::optional<base::MonoTime> bookmark_;
  std::int64_t position_;
  bool broken_ = false;
  std::string lines_;
};

}  // namespace fakes
