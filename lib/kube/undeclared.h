// UndeclaredFields: fields of statuses that the CustomResourceDefinitions in the cluster do not
// know, because they are of an earlier version than we are. A server-side apply with one of them is
// refused as a whole, so it is left out. The first time that is logged. After ten minutes each is
// tried again, since the definitions may have been upgraded. Of each kind 32 at most. One thread at
// a time; the two functions are for any thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "kube_objects/error.h"
#include "kube_objects/object.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace kube {

class UndeclaredFields {
 public:
  using Paths = std::set<std::string>;  // below `status`: "order.started"

  // Of the kind of that plural.
  Paths left_out(std::string_view plural, base::MonoTime now);
  // From now on without those paths. `news`: some were not left out yet; `untold`: those that were
  // never learned before.
  struct Learned {
    bool news = false;
    std::vector<std::string> untold;
  };
  Learned learn(std::string_view plural, const std::vector<std::string>& paths, base::MonoTime now);

 private:
  struct Kind {
    Paths left_out;
    Paths told;
    base::MonoTime since;
  };
  std::map<std::string, Kind, std::less<>> kinds_;
};

// The body without those that this process knows of.
wire::Writer declared_part(const Resource& resource, const wire::Writer& body);

// From now on without those that the error names; false when it names no others than before.
bool learn_undeclared(const Resource& resource, const Error& error);

// Paths below `status` in the words of the API server; of what is in a list, that of the list.
// Without the conditions, without which a status says nothing.
std::vector<std::string> undeclared_in(const std::string& message);

}  // namespace kube
