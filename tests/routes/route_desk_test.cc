// What the workers share of HTTPRoutes.

#include "routes/route_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_clock.h"
#include "records/labels.h"

namespace controller {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Desk : public testing::Test {
 protected:
  static RouteDesk::Seen route(const std::string& group, const std::vector<std::string>& hosts,
                               int generation = 1) {
    auto made = std::make_shared<HttpRouteSeen>();
    made->meta.labels[std::string(records::kRouteGroupLabel)] = group;
    made->meta.generation = generation;
    made->hosts = hosts;
    return made;
  }
  fakes::FakeClock clock_;
  RouteDesk desk_{clock_};
};

const kube::ObjectKey kOne{"home", "one"};
const kube::ObjectKey kTwo{"home", "two"};

TEST_F(Desk, KnowsWhereEachHostIs) {
  const auto one = route("g", {"a.example", "b.example"});
  desk_.note(kOne, nullptr, one);
  desk_.note(kTwo, nullptr, route("h", {"a.example"}));
  EXPECT_EQ(desk_.route_of("g", "a.example"), kOne);
  EXPECT_EQ(desk_.route_of("h", "a.example"), kTwo);
  EXPECT_EQ(desk_.route_of("h", "b.example"), std::nullopt);
  EXPECT_THAT(desk_.routes_with("a.example"), ElementsAre(kOne, kTwo));
  EXPECT_THAT(desk_.routes_of("g"), ElementsAre(kOne));
  desk_.note(kOne, one, route("g", {"b.example"}, 2));
  EXPECT_EQ(desk_.route_of("g", "a.example"), std::nullopt);
  EXPECT_EQ(desk_.route_of("g", "b.example"), kOne);
  desk_.note(kOne, route("g", {"b.example"}, 2), nullptr);
  EXPECT_THAT(desk_.routes_of("g"), IsEmpty());
  EXPECT_EQ(desk_.route_of("g", "b.example"), std::nullopt);
}

TEST_F(Desk, KnowsSinceWhenARouteIsAsItIs) {
  const auto start = clock_.mono_now();
  const auto first = route("g", {"a.example"}, 1);
  desk_.note(kOne, nullptr, first);
  clock_.advance(base::Seconds(5));
  desk_.note(kOne, first, first);
  EXPECT_EQ(desk_.unchanged_since(kOne), start) << "a status is no change";
  desk_.note(kOne, first, route("g", {"a.example"}, 2));
  EXPECT_EQ(desk_.unchanged_since(kOne), start + base::Seconds(5));
  EXPECT_EQ(desk_.unchanged_since(kTwo), std::nullopt);
}

TEST_F(Desk, GivesATurnToOneAtATime) {
  auto turn = desk_.take_turn({"a", "b"});
  ASSERT_TRUE(turn);
  EXPECT_FALSE(desk_.take_turn({"b", "c"}));
  EXPECT_TRUE(desk_.take_turn({"c"})) << "of a turn that was not given nothing is kept";
  turn.reset();
  EXPECT_TRUE(desk_.take_turn({"b", "c"}));
}

TEST_F(Desk, GivesAllHostsThatAreAskedForAndHaveNoRoute) {
  desk_.ask_for("g", {"b.example", "a.example"});
  desk_.ask_for("g", {"c.example", "a.example"});
  desk_.ask_for("h", {"d.example"});
  desk_.note(kOne, nullptr, route("g", {"b.example"}));
  EXPECT_THAT(desk_.take_asked("g"), ElementsAre("a.example", "c.example"));
  EXPECT_THAT(desk_.take_asked("g"), IsEmpty());
  EXPECT_THAT(desk_.take_asked("h"), ElementsAre("d.example"));
}

api::ParentRef gateway(const std::string& name) {
  api::ParentRef parent;
  parent.namespace_ = "infra";
  parent.name = name;
  return parent;
}

TEST_F(Desk, KeepsALookAtAGatewayForTenSecondsAlsoOneThatFoundNone) {
  const api::ParentRef one = gateway("one");
  const api::ParentRef two = gateway("two");
  api::ParentRef set = two;
  set.kind = "ListenerSet";
  EXPECT_FALSE(desk_.gateway(one).has_value());
  desk_.note_gateway(one, std::nullopt);
  desk_.note_gateway(two, GatewaySeen{});
  ASSERT_TRUE(desk_.gateway(one).has_value());
  EXPECT_FALSE(desk_.gateway(one)->has_value());
  EXPECT_TRUE(desk_.gateway(two)->has_value());
  EXPECT_FALSE(desk_.gateway(set).has_value()) << "of another kind";
  clock_.advance(RouteDesk::kGatewayGoodFor);
  EXPECT_FALSE(desk_.gateway(two).has_value());
}

TEST_F(Desk, KeepsNoMoreGatewaysAndObstaclesThanItSays) {
  for (std::size_t i = 0; i <= RouteDesk::kMostGateways; ++i)
    desk_.note_gateway(gateway(std::to_string(i)), std::nullopt);
  EXPECT_FALSE(desk_.gateway(gateway(std::to_string(RouteDesk::kMostGateways))).has_value());
  for (std::size_t i = 0; i < RouteDesk::kMostObstacles; ++i)
    ASSERT_TRUE(desk_.note_obstacle("g", std::to_string(i), "no"));
  EXPECT_FALSE(desk_.note_obstacle("g", "one more", "no"));
  EXPECT_EQ(desk_.obstacle("g", "7"), "no");
  clock_.advance(RouteDesk::kObstacleGoodFor);
  EXPECT_EQ(desk_.obstacle("g", "7"), "");
  EXPECT_TRUE(desk_.note_obstacle("g", "one more", "no"));
}

}  // namespace
}  // namespace controller
