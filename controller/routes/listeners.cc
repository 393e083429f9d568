#include "routes/listeners.h"

#include <algorithm>

namespace controller {
namespace {

constexpr std::size_t kMostListeners = 64;
constexpr std::size_t kMostParentRefs = 32;  // of one HTTPRoute, by its schema
constexpr int kPort = 80;

bool fits(const Listener& listener, const std::string& host) {
  if (listener.hostname.empty() || listener.hostname == host) return true;
  return listener.hostname.starts_with("*.") && host.ends_with(listener.hostname.substr(1));
}

}  // namespace

std::vector<Listener> http_listeners(const wire::Object& gateway) {
  std::vector<Listener> all;
  for (const wire::Object& each : gateway.object("spec").objects("listeners")) {
    const bool is_http = each.text_or("protocol", "") == "HTTP";
    if (!is_http || each.integer("port").value_or(0) != kPort) continue;
    if (all.size() < kMostListeners)
      all.push_back({each.text("name"), each.text_or("hostname", "")});
  }
  return all;
}

bool takes(const std::vector<Listener>& listeners, const std::string& host) {
  return std::ranges::any_of(listeners, [&](const Listener& each) { return fits(each, host); });
}

std::vector<api::ParentRef> parents_at(const api::ParentRef& parent,
                                       const std::vector<Listener>& listeners) {
  std::vector<api::ParentRef> all;
  for (const Listener& listener : listeners) {
    if (all.size() == kMostParentRefs) break;
    all.push_back(parent);
    all.back().section_name = listener.name;
  }
  return all;
}

}  // namespace controller
