// What a Certificate wants of port 80, by its issuer's solvers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/observed_builder.h"
#include "routes/wanted.h"

namespace controller {
namespace {

using namespace fakes;
using testing::ElementsAre;

api::Solver solver(api::Http01Routes routes, std::vector<std::string> names = {}) {
  api::Solver one;
  one.routes = std::move(routes);
  one.dns_names = std::move(names);
  return one;
}
api::Http01Routes by_class(const std::string& class_name) {
  api::IngressRoute ingress;
  ingress.class_name = class_name;
  return {{ingress}, {}};
}
api::Http01Routes by_gateway(const std::string& name) {
  api::GatewayRoute route;
  route.parents.emplace_back().name = name;
  return {{}, {route}};
}
const acme::Identifier kAddress{acme::Identifier::Type::kIp, "192.0.2.1"};

struct Asked {
  std::vector<api::Solver> solvers;
  WantedRoutes wanted(const std::vector<acme::Identifier>& names) const {
    return wanted_routes(*ObservedBuilder().build().certificate, issuer(), names);
  }
  std::string lacking(const std::vector<acme::Identifier>& names) const {
    return unroutable(*ObservedBuilder().build().certificate, issuer(), names);
  }
  api::Issuer issuer() const {
    api::Issuer one;
    one.spec.solvers = solvers;
    return one;
  }
};

TEST(WantedRoutes, EachRouteHasTheNamesOfItsSolvers) {
  const Asked asked{{solver(by_class("x")), solver(by_gateway("g"), {"b.example.com"}),
                     solver(by_class("x"), {"c.example.com"})}};
  const auto wanted = asked.wanted(
      {dns_name("a.example.com"), dns_name("b.example.com"), dns_name("c.example.com")});
  ASSERT_EQ(wanted.ingresses.size(), 1U) << "of one route there is one";
  EXPECT_THAT(wanted.ingresses[0].names,
              ElementsAre(dns_name("a.example.com"), dns_name("c.example.com")));
  ASSERT_EQ(wanted.http_routes.size(), 1U);
  EXPECT_THAT(wanted.http_routes[0].hosts, ElementsAre("b.example.com"));
}

TEST(WantedRoutes, ANameHasAllRoutesOfItsSolver) {
  api::Http01Routes both = by_class("x");
  both.gateways = by_gateway("g").gateways;
  both.ingresses.push_back(by_class("y").ingresses[0]);
  const auto wanted = Asked{{solver(both)}}.wanted({dns_name("a.example.com")});
  EXPECT_EQ(wanted.ingresses.size(), 2U);
  EXPECT_EQ(wanted.http_routes.size(), 1U);
}

TEST(WantedRoutes, NamesThatTheUserRoutesHaveNone) {
  EXPECT_TRUE(Asked{{solver({})}}.wanted({dns_name("a.example.com")}).empty());
}

TEST(WantedRoutes, DF34_AnAddressHasNoRuleWhereNoneWithoutHostIsAllowed) {
  Asked asked{{solver(by_class(""))}};
  EXPECT_TRUE(asked.wanted({kAddress}).empty());
  EXPECT_EQ(asked.lacking({dns_name("a.example.com"), kAddress}), "192.0.2.1");
  asked.solvers[0].routes.ingresses[0].rule_without_host = true;
  EXPECT_EQ(asked.wanted({kAddress}).ingresses.size(), 1U);
  EXPECT_EQ(asked.lacking({kAddress}), "");
  asked.solvers = {solver({})};
  EXPECT_EQ(asked.lacking({kAddress}), "") << "the user routes it";
}

TEST(WantedRoutes, AnHttpRouteServesNoAddress) {
  const Asked asked{{solver(by_gateway("g"))}};
  EXPECT_TRUE(asked.wanted({kAddress}).empty());
  EXPECT_EQ(asked.lacking({kAddress}), "192.0.2.1");
}

}  // namespace
}  // namespace controller
