#include "fakes/api/pages.h"

#include "base/base64.h"
#include "fakes/api/filter.h"
#include "fakes/api/status.h"

namespace fakes {
namespace {

// Where a page begins: after which object, of which moment.
struct Start {
  std::int64_t version = 0;
  std::string after;
};

// In the form that the real one writes them.
std::string token(const Start& start) {
  return base::base64url(wire::Writer()
                             .set("v", "meta.k8s.io/v1")
                             .set("rv", start.version)
                             .set("start", start.after)
                             .text());
}

Start read_token(const std::string& token) {
  const auto read = wire::Object::parse(base::from_base64url(token).value());
  return {read.integer("rv").value(), read.text("start")};
}

Start start_of(const History& history, const Place& collection) {
  if (const auto from = collection.asked("continue"); !from.empty()) return read_token(from);
  const bool exact = collection.asked("resourceVersionMatch") == "Exact";
  return {exact ? collection.number("resourceVersion", 0) : history.version(), ""};
}

// Those of a built-in kind do not say of which they are.
wire::Writer item_of(const Version& object) {
  wire::Writer item(object.object);
  if (object.place.is_built_in()) item.remove("kind").remove("apiVersion");
  return item;
}

}  // namespace

http::Response list_page(const History& history, const Place& collection) {
  const Start start = start_of(history, collection);
  if (!history.remembers(start.version))
    return {410, {}, version_gone(std::to_string(start.version)).text()};
  const Filter filter(collection);
  const History::Objects objects = history.at(start.version);
  const auto limit = static_cast<std::size_t>(collection.number("limit", 0));
  std::vector<wire::Writer> items;
  std::string last;
  std::string next;
  for (auto at = objects.upper_bound(start.after); at != objects.end(); ++at) {
    if (!filter.takes(at->second)) continue;
    if (limit > 0 && items.size() == limit) {
      next = token({start.version, last});
      break;
    }
    items.push_back(item_of(*at->second));
    last = at->first;
  }
  wire::Writer metadata;
  metadata.set("resourceVersion", std::to_string(start.version)).set_unless_empty("continue", next);
  return {200,
          {},
          wire::Writer()
              .set("kind", "List")
              .set("apiVersion", "v1")
              .set("metadata", metadata)
              .set("items", items)
              .text()};
}

}  // namespace fakes
