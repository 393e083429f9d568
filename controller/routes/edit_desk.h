// EditDesk: how often our path was put into a user's Ingress, and the door's objects into a user's
// namespace, so that nobody is fought with who takes them away again: each time is later than the
// one before, and after five they are left alone for an hour. Only in memory, no I/O; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "kube_objects/object.h"

namespace controller {

class EditDesk {
 public:
  static constexpr int kMostTimes = 5;
  static constexpr base::Seconds kBetween{30};      // and each time as much more
  static constexpr base::Seconds kLeftAlone{3600};  // and then it begins anew
  static constexpr std::size_t kMost = 20'000;

  explicit EditDesk(const base::Clock& clock) : clock_(clock) {}

  void note_added(const kube::ObjectKey& ingress, const std::vector<std::string>& hosts);
  // By us.
  void note_removed(const kube::ObjectKey& ingress, const std::string& host);

  // An object of a door was written, with a content of that hash; `object` is no Ingress's key.
  // Only what is written again is counted; the count of another content ends with it.
  void note_written(const kube::ObjectKey& object, const std::string& hash);
  // By us.
  void note_gone(const kube::ObjectKey& object);

  struct Pace {
    base::Millis pause{0};    // until it may be put in again
    bool left_alone = false;  // because it was taken out too often
  };
  // Of a host of an Ingress, or of a content of a door's object.
  Pace pace(const kube::ObjectKey& object, const std::string& host_or_hash) const;

 private:
  struct Added {
    int times = 0;
    base::MonoTime at{};
  };
  using Book = std::map<std::pair<kube::ObjectKey, std::string>, Added>;

  const base::Clock& clock_;
  base::Guarded<Book> book_;
};

}  // namespace controller
