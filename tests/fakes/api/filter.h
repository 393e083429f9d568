// Filter: which objects a list or a watch is about: of one kind, in one namespace or in all, by
// label (`a=b`, `a!=b`, `a`, `!a`, all of them) and by field (metadata.name). Throws
// std::invalid_argument for a selector that it does not know. A plain value.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fakes/api/history.h"

namespace fakes {

class Filter {
 public:
  explicit Filter(const Place& collection);

  // False for none.
  bool takes(const Held& object) const;

 private:
  using Test = std::function<bool(const kube::Meta&)>;

  std::string kind_;
  std::string namespace_;
  std::vector<Test> tests_;
};

}  // namespace fakes
