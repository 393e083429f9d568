#include "fakes/api/filter.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace fakes {
namespace {

std::function<bool(const kube::Meta&)> by_label(const std::string& term) {
  const std::size_t equals = term.find('=');
  if (equals == std::string::npos) {
    const bool absent = term.starts_with("!");
    const std::string name = term.substr(absent ? 1 : 0);
    return [=](const kube::Meta& meta) { return meta.labels.contains(name) != absent; };
  }
  const bool other = equals > 0 && term[equals - 1] == '!';
  const std::string name = term.substr(0, equals - (other ? 1 : 0));
  const std::string value = term.substr(equals + (term.starts_with(name + "==") ? 2 : 1));
  return [=](const kube::Meta& meta) {
    const auto found = meta.labels.find(name);
    return (found != meta.labels.end() && found->second == value) != other;
  };
}

std::function<bool(const kube::Meta&)> by_field(const std::string& term) {
  constexpr std::string_view kName = "metadata.name=";
  if (!term.starts_with(kName)) throw std::invalid_argument("no such field selector: " + term);
  return [name = term.substr(kName.size())](const kube::Meta& meta) { return meta.name == name; };
}

}  // namespace

Filter::Filter(const Place& collection)
    : kind_(collection.kind), namespace_(collection.key.namespace_) {
  std::string term;
  for (std::istringstream all(collection.asked("labelSelector")); std::getline(all, term, ',');) {
    if (term.find_first_of(" (") != std::string::npos)
      throw std::invalid_argument("no such label selector: " + term);
    tests_.push_back(by_label(term));
  }
  for (std::istringstream all(collection.asked("fieldSelector")); std::getline(all, term, ',');)
    tests_.push_back(by_field(term));
}

bool Filter::takes(const Held& object) const {
  if (!object || object->place.kind != kind_) return false;
  if (!namespace_.empty() && object->place.key.namespace_ != namespace_) return false;
  const kube::Meta meta = kube::read_meta(object->object);
  return std::all_of(tests_.begin(), tests_.end(), [&](const Test& test) { return test(meta); });
}

}  // namespace fakes
