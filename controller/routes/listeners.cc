#include "routes/listeners.h"

#include <algorithm>

#include "base/text.h"
#include "kube_objects/object.h"

namespace controller {
namespace {

constexpr std::size_t kMostListeners = 64;
constexpr std::size_t kMostParentRefs = 32;  // of one HTTPRoute, by its schema
constexpr int kPort = 80;

constexpr std::size_t kMostOfAGateway = 4;
constexpr std::size_t kLongestWord = 300;

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

std::string advice(const std::string& reason, const std::string& home) {
  if (reason == "NotAllowed") {
    return "let the Gateway take ListenerSets of namespace " + home +
           " (allowedListeners.namespaces of the Gateway)";
  }
  if (reason == "HostnameConflict" || reason == "ProtocolConflict") {
    return "another listener has this port already: name the Gateway or ListenerSet that it is in, "
           "in parentRefs of the issuer's solver";
  }
  return "see the status of the ListenerSet and of its Gateway";
}

// Of the conditions that say no to it; "" where none does. One that is not settled yet says
// nothing.
std::string refused_by(const wire::Object& status, std::int64_t generation,
                       const std::string& home) {
  for (const wire::Object& condition : status.objects("conditions")) {
    const std::string type = condition.text_or("type", "");
    const std::string value = condition.text_or("status", "");
    const std::string reason = base::cut(condition.text_or("reason", ""), 64);
    const bool is_now = condition.integer("observedGeneration").value_or(0) >= generation;
    const bool says_no = (type == "Accepted" && value == "False" && reason != "Pending") ||
                         (type == "Conflicted" && value == "True");
    if (!is_now || !says_no) continue;
    const std::string message = base::cut(condition.text_or("message", ""), kLongestWord);
    return reason + (message.empty() ? "" : " (" + message + ")") + ": " + advice(reason, home);
  }
  return "";
}

bool fits(const Listener& listener, const std::string& host) {
  if (listener.hostname.empty() || listener.hostname == host) return true;
  return listener.hostname.starts_with("*.") && host.ends_with(listener.hostname.substr(1));
}

}  // namespace

GatewaySeen read_gateway(const wire::Object& gateway) {
  GatewaySeen seen{http_listeners(gateway), {}, ""};
  for (const wire::Object& each : gateway.object("status").objects("addresses")) {
    if (seen.addresses.size() == kMostOfAGateway) break;
    seen.addresses.push_back(base::cut(each.text_or("value", ""), 253));
  }
  return seen;
}

GatewaySeen read_listener_set(const wire::Object& set) {
  const kube::Meta meta = kube::read_meta(set);
  const wire::Object status = set.object("status");
  GatewaySeen seen{http_listeners(set), {}, refused_by(status, meta.generation, meta.namespace_)};
  if (!seen.refusal.empty()) return seen;
  for (const wire::Object& each : status.objects("listeners")) {
    const std::string name = each.text_or("name", "");
    const std::string refusal = refused_by(each, meta.generation, meta.namespace_);
    if (refusal.empty()) continue;
    const auto gone = std::erase_if(
        seen.listeners, [&](const Listener& listener) { return listener.name == name; });
    if (gone > 0 && seen.listeners.empty()) seen.refusal = "listener " + name + ": " + refusal;
  }
  return seen;
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
