#include "routes/routes.h"

#include <gtest/gtest.h>

#include "fakes/observed_builder.h"
#include "records/labels.h"

namespace controller {
namespace {

using namespace fakes;
const RouteTarget kTarget{"sallyport-system", "sallyport-sidecar"};

api::Solver by_ingress(const std::string& class_name, std::vector<std::string> names = {}) {
  api::Solver solver;
  solver.route = api::Solver::Route::kIngress;
  solver.ingress_class = class_name;
  solver.dns_names = std::move(names);
  return solver;
}

std::vector<Route> routes(const std::vector<api::Solver>& solvers,
                          const std::vector<acme::Identifier>& names) {
  api::Issuer issuer;
  issuer.spec.solvers = solvers;
  return routes_for(*ObservedBuilder().build().certificate, issuer, names, kTarget);
}

TEST(Routes, OneIngressHoldsEveryName) {
  const auto made =
      routes({by_ingress("skipper")}, {dns_name("a.example.com"), dns_name("b.example.com")});
  ASSERT_EQ(made.size(), 1U);
  const auto body = wire::Object::parse(made[0].body.text());
  EXPECT_EQ(body.object("metadata").text("namespace"), "sallyport-system");
  EXPECT_EQ(body.object("spec").text("ingressClassName"), "skipper");
  const auto rules = body.object("spec").objects("rules");
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[1].text("host"), "b.example.com");
  const auto path = rules[0].object("http").objects("paths").at(0);
  EXPECT_EQ(path.text("path"), "/.well-known/acme-challenge/");
  EXPECT_EQ(path.object("backend").object("service").text("name"), "sallyport-sidecar");
}

TEST(Routes, EachClassHasItsOwnIngress) {
  const auto made = routes({by_ingress("skipper"), by_ingress("traefik", {"b.example.com"})},
                           {dns_name("a.example.com"), dns_name("b.example.com")});
  ASSERT_EQ(made.size(), 2U);
  EXPECT_NE(made[0].key, made[1].key);
}

// TR26 of the trials: which template a name has does not depend on the alphabet.
TEST(Routes, DF36_EachTemplateOfAClassHasItsOwnIngress) {
  api::Solver team = by_ingress("nginx", {"a.team.example.com", "zz.team.example.com"});
  team.ingress_annotations = {{"weight", "100"}};
  const auto annotated = [](const Route& route) {
    return wire::Object::parse(route.body.text())
        .object("metadata")
        .object("annotations")
        .has("weight");
  };
  const auto host = [](const Route& route) {
    const auto rules = wire::Object::parse(route.body.text()).object("spec").objects("rules");
    return rules.size() == 1 ? rules[0].text("host") : "";
  };
  for (const char* name : {"a.team.example.com", "zz.team.example.com"}) {
    const auto made = routes({by_ingress("nginx"), team}, {dns_name(name), dns_name("www.x")});
    ASSERT_EQ(made.size(), 2U);
    EXPECT_NE(made[0].key, made[1].key);
    for (const Route& route : made) EXPECT_EQ(host(route), annotated(route) ? name : "www.x");
  }
}

TEST(Routes, DF36_SolversOfOneTemplateShareAnIngress) {
  api::Solver other = by_ingress("nginx", {"b.example.com"});
  other.path_type = "ImplementationSpecific";
  const auto made =
      routes({by_ingress("nginx"), other}, {dns_name("a.x"), dns_name("b.example.com")});
  ASSERT_EQ(made.size(), 1U);
  const auto rules = wire::Object::parse(made[0].body.text()).object("spec").objects("rules");
  EXPECT_EQ(rules[1].object("http").objects("paths").at(0).text("pathType"),
            "ImplementationSpecific");
}

// Else an upgrade, or another annotation, leaves two Ingresses with one host for a moment.
TEST(Routes, DF36_TheNameOfAnIngressStaysWhenItsTemplateChanges) {
  api::Solver solver = by_ingress("nginx");
  const auto before = routes({solver}, {dns_name("a.x")});
  solver.ingress_annotations = {{"weight", "100"}};
  const auto after = routes({solver}, {dns_name("a.x")});
  EXPECT_EQ(before[0].key, after[0].key);
  EXPECT_NE(before[0].hash, after[0].hash);
}

TEST(Routes, NamesThatTheUserRoutesHaveNone) {
  EXPECT_TRUE(routes({api::Solver{}}, {dns_name("a.example.com")}).empty());
}

TEST(Routes, DF34_AnAddressHasNoRuleWhereNoneWithoutHostIsAllowed) {
  api::Issuer issuer;
  issuer.spec.solvers = {by_ingress("")};
  const acme::Identifier address{acme::Identifier::Type::kIp, "192.0.2.1"};
  const api::Certificate certificate = *ObservedBuilder().build().certificate;
  EXPECT_TRUE(routes(issuer.spec.solvers, {address}).empty());
  EXPECT_EQ(unroutable(certificate, issuer, {dns_name("a.example.com"), address}), "192.0.2.1");
  issuer.spec.solvers[0].rule_without_host = true;
  EXPECT_EQ(unroutable(certificate, issuer, {address}), "");
  issuer.spec.solvers = {api::Solver{}};
  EXPECT_EQ(unroutable(certificate, issuer, {address}), "") << "the user routes it";
}

TEST(Routes, AnAddressIsServedByARuleWithoutHostWhereThatIsAllowed) {
  api::Solver solver = by_ingress("");
  solver.rule_without_host = true;
  const auto made = routes({solver}, {{acme::Identifier::Type::kIp, "192.0.2.1"}});
  ASSERT_EQ(made.size(), 1U);
  EXPECT_FALSE(
      wire::Object::parse(made[0].body.text()).object("spec").objects("rules").at(0).has("host"));
}

TEST(Routes, TheHashChangesWithTheNamesAndWithNothingElse) {
  const auto one = routes({by_ingress("x")}, {dns_name("a.example.com")});
  const auto same = routes({by_ingress("x")}, {dns_name("a.example.com")});
  const auto other = routes({by_ingress("x")}, {dns_name("b.example.com")});
  EXPECT_EQ(one[0].hash, same[0].hash);
  EXPECT_NE(one[0].hash, other[0].hash);
  EXPECT_EQ(one[0].key, other[0].key);
}

}  // namespace
}  // namespace controller
