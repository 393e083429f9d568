// History: every object as it is and as it was, each change with a version of its own, until it is
// told to forget. It knows no requests. One thread at a time.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fakes/api/field_owners.h"
#include "fakes/api/place.h"
#include "wire/object.h"

namespace fakes {

// One object from one write to the next.
struct Version {
  Place place;
  nlohmann::json json;
  wire::Object object;  // the same, to be read
  FieldOwners owners;
};
using Held = std::shared_ptr<const Version>;  // null: there is none

struct Change {
  std::int64_t version = 0;
  Held before;
  Held after;
};

class History {
 public:
  using Objects = std::map<std::string, Held>;  // by path

  const Objects& now() const { return now_; }
  Held find(const std::string& path) const;
  std::int64_t version() const { return version_; }

  // With uid, generation and, if anything is new, another version.
  Held keep(const Place& place, nlohmann::json next, FieldOwners owners);
  // What was there.
  Held erase(const std::string& path);

  // Only what it remembers.
  Objects at(std::int64_t version) const;
  std::vector<Change> after(std::int64_t version) const;
  bool remembers(std::int64_t version) const { return version >= oldest_; }
  // As a compaction does: what was before now.
  void forget();
  // Another, empty cluster; the versions go on.
  void clear();

 private:
  void note(const std::string& path, Held before, Held after);

  Objects now_;
  std::deque<Change> changes_;
  std::int64_t version_ = 100;
  std::int64_t oldest_ = 100;
  int last_uid_ = 0;
};

}  // namespace fakes
