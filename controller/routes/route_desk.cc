#include "routes/route_desk.h"

#include <algorithm>

namespace controller {

// A host may be in two routes for a moment: each takes out only what is its own.
void RouteDesk::drop(Book& book, const kube::ObjectKey& key, const HttpRouteSeen& seen) {
  const std::string group = group_of(seen);
  for (const std::string& host : seen.hosts) {
    const auto groups = book.by_host.find(host);
    if (groups == book.by_host.end()) continue;
    const auto found = groups->second.find(group);
    if (found != groups->second.end() && found->second == key) groups->second.erase(found);
    if (groups->second.empty()) book.by_host.erase(groups);
  }
}

void RouteDesk::note(const kube::ObjectKey& key, const Seen& before, const Seen& after) {
  book_.with([&](Book& book) {
    if (before) drop(book, key, *before);
    if (!after) {
      book.routes.erase(key);
      return;
    }
    const std::string group = group_of(*after);
    Route& route = book.routes[key];
    if (route.generation != after->meta.generation || route.group != group) {
      route = {group, after->meta.generation, clock_.mono_now()};
    }
    for (const std::string& host : after->hosts) book.by_host[host].try_emplace(group, key);
  });
}

std::optional<kube::ObjectKey> RouteDesk::route_of(const std::string& group,
                                                   const std::string& host) const {
  return book_.with([&](const Book& book) -> std::optional<kube::ObjectKey> {
    const auto groups = book.by_host.find(host);
    if (groups == book.by_host.end()) return std::nullopt;
    const auto found = groups->second.find(group);
    if (found == groups->second.end()) return std::nullopt;
    return found->second;
  });
}

std::vector<kube::ObjectKey> RouteDesk::routes_of(const std::string& group) const {
  return book_.with([&](const Book& book) {
    std::vector<kube::ObjectKey> all;
    for (const auto& [key, route] : book.routes) {
      if (route.group == group) all.push_back(key);
    }
    return all;
  });
}

std::vector<kube::ObjectKey> RouteDesk::routes_with(const std::string& host) const {
  return book_.with([&](const Book& book) {
    std::vector<kube::ObjectKey> all;
    const auto groups = book.by_host.find(host);
    if (groups == book.by_host.end()) return all;
    for (const auto& [group, key] : groups->second) all.push_back(key);
    return all;
  });
}

std::optional<base::MonoTime> RouteDesk::unchanged_since(const kube::ObjectKey& route) const {
  return book_.with([&](const Book& book) -> std::optional<base::MonoTime> {
    const auto found = book.routes.find(route);
    if (found == book.routes.end()) return std::nullopt;
    return found->second.since;
  });
}

std::unique_ptr<RouteDesk::Turn> RouteDesk::take_turn(const std::vector<std::string>& what) {
  const bool free = book_.with([&](Book& book) {
    const auto is_busy = [&](const std::string& each) { return book.busy.contains(each); };
    if (std::ranges::any_of(what, is_busy)) return false;
    book.busy.insert(what.begin(), what.end());
    return true;
  });
  return free ? std::make_unique<Turn>(*this, what) : nullptr;
}

void RouteDesk::ask_for(const std::string& group, const std::vector<std::string>& hosts) {
  book_.with([&](Book& book) { book.asked[group].insert(hosts.begin(), hosts.end()); });
}

std::vector<std::string> RouteDesk::take_asked(const std::string& group) {
  return book_.with([&](Book& book) {
    std::vector<std::string> all;
    const auto asked = book.asked.find(group);
    if (asked == book.asked.end()) return all;
    for (const std::string& host : asked->second) {
      const auto groups = book.by_host.find(host);
      if (groups == book.by_host.end() || !groups->second.contains(group)) all.push_back(host);
    }
    book.asked.erase(asked);
    return all;
  });
}

bool RouteDesk::note_obstacle(const std::string& group, const std::string& uid,
                              const std::string& text) {
  constexpr base::Seconds kBetweenDrops{5};
  const base::MonoTime now = clock_.mono_now();
  return book_.with([&](Book& book) {
    if (now >= book.obstacles_dropped + kBetweenDrops) {
      book.obstacles_dropped = now;
      std::erase_if(book.obstacles,
                    [&](const auto& one) { return one.second.at + kObstacleGoodFor <= now; });
    }
    if (book.obstacles.size() >= kMostObstacles) return false;
    book.obstacles[{group, uid}] = {text, now};
    return true;
  });
}

std::string RouteDesk::obstacle(const std::string& group, const std::string& uid) const {
  const base::MonoTime now = clock_.mono_now();
  return book_.with([&](const Book& book) -> std::string {
    const auto found = book.obstacles.find({group, uid});
    const bool good = found != book.obstacles.end() && now < found->second.at + kObstacleGoodFor;
    return good ? found->second.text : "";
  });
}

void RouteDesk::note_gateway(const api::ParentRef& parent, Gateway seen) {
  const base::MonoTime now = clock_.mono_now();
  book_.with([&](Book& book) {
    std::erase_if(book.gateways,
                  [&](const auto& one) { return one.second.at + kGatewayGoodFor <= now; });
    if (book.gateways.size() < kMostGateways) {
      book.gateways[{parent.kind, {parent.namespace_, parent.name}}] = {std::move(seen), now};
    }
  });
}

std::optional<RouteDesk::Gateway> RouteDesk::gateway(const api::ParentRef& parent) const {
  const base::MonoTime now = clock_.mono_now();
  return book_.with([&](const Book& book) -> std::optional<Gateway> {
    const auto found = book.gateways.find({parent.kind, {parent.namespace_, parent.name}});
    const bool good = found != book.gateways.end() && now < found->second.at + kGatewayGoodFor;
    if (!good) return std::nullopt;
    return std::optional<Gateway>(std::in_place, found->second.seen);
  });
}

}  // namespace controller
