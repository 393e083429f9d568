// RouteDesk: what the workers share of our HTTPRoutes, which Certificates share: where each host
// is, who writes a group of them now, which hosts wait to be put into it, and what was seen of the
// Gateways. Only in memory, no I/O; any thread.
//
// Bounds: a host is asked for by a Certificate only until it has a route; looks and obstacles are
// forgotten after some seconds.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "kube_objects/object.h"
#include "routes/http_routes.h"
#include "routes/listeners.h"

namespace controller {

class RouteDesk {
 public:
  // A Gateway that was looked at is not asked for again so soon.
  static constexpr base::Seconds kGatewayGoodFor{10};
  // What stood in the way of a group is not tried again so soon: a little less than who is blocked
  // by it waits.
  static constexpr base::Seconds kObstacleGoodFor{25};
  static constexpr std::size_t kMostGateways = 1000;
  static constexpr std::size_t kMostObstacles = 20'000;

  explicit RouteDesk(const base::Clock& clock) : clock_(clock) {}

  using Seen = std::shared_ptr<const HttpRouteSeen>;
  // The store of HTTPRoutes tells of each change; null for none.
  void note(const kube::ObjectKey& key, const Seen& before, const Seen& after);

  std::optional<kube::ObjectKey> route_of(const std::string& group, const std::string& host) const;
  std::vector<kube::ObjectKey> routes_of(const std::string& group) const;  // sorted
  // Those that have the host, of whatever group.
  std::vector<kube::ObjectKey> routes_with(const std::string& host) const;
  // Since when its spec is as it is, or nothing is known of it any more.
  std::optional<base::MonoTime> unchanged_since(const kube::ObjectKey& route) const;

  // Whoever has it is the only one to write any of `what`; its end gives it back.
  class Turn;
  // Null while another one has some of it.
  std::unique_ptr<Turn> take_turn(const std::vector<std::string>& what);

  void ask_for(const std::string& group, const std::vector<std::string>& hosts);
  // All that are asked for and have no route; they are asked for no more.
  std::vector<std::string> take_asked(const std::string& group);

  // Why a Certificate, by its uid, can have no HTTPRoute of the group; "" where that was not seen
  // lately. False where too many are kept already.
  bool note_obstacle(const std::string& group, const std::string& uid, const std::string& text);
  std::string obstacle(const std::string& group, const std::string& uid) const;

  // A Gateway or ListenerSet, which a ParentRef names. nullopt in Gateway: there is none.
  using Gateway = std::optional<GatewaySeen>;
  void note_gateway(const api::ParentRef& parent, Gateway seen);
  // Nothing where it was not looked at lately.
  std::optional<Gateway> gateway(const api::ParentRef& parent) const;

 private:
  struct GatewayLook {
    Gateway seen;
    base::MonoTime at{};
  };
  struct Obstacle {
    std::string text;
    base::MonoTime at{};
  };
  struct Route {
    std::string group;
    std::int64_t generation = 0;
    base::MonoTime since{};
  };
  struct Book {
    std::map<kube::ObjectKey, Route> routes;
    std::map<std::string, std::map<std::string, kube::ObjectKey>> by_host;  // host, then group
    std::map<std::string, std::set<std::string>> asked;                     // hosts by group
    std::set<std::string> busy;
    std::map<std::pair<std::string, kube::ObjectKey>, GatewayLook> gateways;  // by kind and key
    std::map<std::pair<std::string, std::string>, Obstacle> obstacles;        // by group and uid
    base::MonoTime obstacles_dropped{};  // the last time that the old ones were
  };
  static void drop(Book& book, const kube::ObjectKey& key, const HttpRouteSeen& seen);

  const base::Clock& clock_;
  base::Guarded<Book> book_;
};

class RouteDesk::Turn {
 public:
  Turn(RouteDesk& desk, std::vector<std::string> what) : desk_(desk), what_(std::move(what)) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    desk_.book_.with([this](Book& book) {
      for (const std::string& each : what_) book.busy.erase(each);
    });
  }

 private:
  RouteDesk& desk_;
  const std::vector<std::string> what_;
};

}  // namespace controller
