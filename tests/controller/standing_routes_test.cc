// The Ingresses that lead to the sidecar, by real steps. Addresses, since no name is looked up.

#include <optional>
#include <utility>

#include "controller/issuance_bed.h"

namespace {

using testing::SizeIs;

class StandingRoutes : public issuance::Bed {
 protected:
  StandingRoutes() {
    apply_issuer(by_ingress(true));
    apply_cluster_issuer("shared", by_ingress(true));
  }
  static std::function<void(wire::Writer&)> by_ingress(bool without_host) {
    const auto ingress = wire::Writer().set("allowRuleWithoutHost", without_host);
    return [ingress](wire::Writer& acme) {
      acme.set("solvers", std::vector<wire::Writer>{wire::Writer().set(
                              "http01", wire::Writer().set("ingress", ingress))});
    };
  }
  static kube::ObjectKey key_of(const std::string& path) {
    return {issuance::kHome, path.substr(path.rfind('/') + 1)};
  }
  void apply_for(const std::string& name, const std::string& address,
                 const wire::Writer& issuer =
                     wire::Writer().set("kind", "ClusterIssuer").set("name", "shared")) {
    apply_named(name, {}, [&](wire::Writer& spec) {
      spec.set("ipAddresses", std::vector<std::string>{address}).set("issuerRef", issuer);
    });
  }
  std::vector<std::string> ingresses() const { return routes("/ingresses/"); }
  std::vector<std::string> routes(const std::string& kind) const {
    std::vector<std::string> all;
    for (const auto& [path, object] : api_.all())
      if (path.find(kind) != std::string::npos) all.push_back(path);
    return all;
  }
};

TEST_F(StandingRoutes, OfEachCertificateStayWhateverAnotherDoes) {
  apply_for("web", "127.0.0.1");
  work();
  const auto first = ingresses();
  ASSERT_THAT(first, SizeIs(1));
  apply_for("zoo", "127.0.0.2");
  work();
  EXPECT_TRUE(is_issued("web") && is_issued("zoo")) << condition(api::kIssuing, "zoo").message;
  EXPECT_THAT(ingresses(), SizeIs(2));
  api_.remove(api::kCertificates, {"team", "zoo"});
  work();
  EXPECT_EQ(ingresses(), first);
}

// The schema refuses the field in an Issuer; a schema that was taken out changes nothing.
TEST_F(StandingRoutes, DF34_OfAnIssuerOfANamespaceThereIsNoRuleWithoutHostWhateverItSays) {
  apply_for("web", "127.0.0.1", wire::Writer().set("name", "ca"));
  work();
  EXPECT_EQ(condition(api::kIssuing).reason, api::kRouteNotAllowed);
  EXPECT_EQ(condition(api::kStalled).status, "True");
  EXPECT_THAT(condition(api::kIssuing).message,
              testing::AllOf(testing::HasSubstr("address 127.0.0.1"),
                             testing::HasSubstr("allowRuleWithoutHost: true")));
  EXPECT_THAT(ingresses(), SizeIs(0));
  EXPECT_EQ(orders(), 0);
}

TEST_F(StandingRoutes, DF34_WhatStandsFromBeforeItWasForbiddenGoesWithTheNextIssuance) {
  apply_for("web", "127.0.0.1");
  work();
  ASSERT_THAT(ingresses(), SizeIs(1));
  apply_cluster_issuer("shared", by_ingress(false));
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_EQ(condition(api::kIssuing).reason, api::kRouteNotAllowed);
  EXPECT_THAT(ingresses(), SizeIs(0));
  EXPECT_TRUE(is_issued()) << "what there is stays in use";
}

TEST_F(StandingRoutes, OneThatAHandRemovedComesBackBetweenTwoIssuances) {
  apply_for("web", "127.0.0.1");
  work(std::chrono::minutes(2));
  ASSERT_THAT(ingresses(), SizeIs(1));
  api_.remove(kube::kIngresses, key_of(ingresses()[0]));
  work();
  EXPECT_THAT(ingresses(), SizeIs(1));
  EXPECT_EQ(orders(), 1);
}

TEST_F(StandingRoutes, OneThatCannotComeBackIsTriedInModerationAndTheCertificateIsReady) {
  apply_for("web", "127.0.0.1");
  work(std::chrono::minutes(2));
  const std::string write = "PATCH ingresses " + key_of(ingresses().at(0)).name;
  api_.forbid(write);
  api_.remove(kube::kIngresses, key_of(ingresses()[0]));
  const auto tries = [&] { return std::ranges::count(api_.writes(), write); };
  const auto before = tries();
  work(std::chrono::minutes(59));
  EXPECT_GE(tries() - before, 3);
  EXPECT_LE(tries() - before, 8);
  EXPECT_EQ(condition(api::kReady).status, "True");
  EXPECT_NE(condition(api::kStalled).status, "True");
}

TEST_F(StandingRoutes, WhatAWebhookChangesIsWrittenInModeration) {
  api_.change_writes([](const std::string& plural, nlohmann::json& object) {
    if (plural == "ingresses") object["spec"]["rules"][0]["host"] = "other.example";
  });
  apply_for("web", "127.0.0.1");
  work(base::Seconds(29));
  EXPECT_EQ(std::ranges::count_if(
                api_.writes(),
                [](const auto& write) { return write.find("ingresses") != std::string::npos; }),
            1);
}

TEST_F(StandingRoutes, WhatTwoCertificatesShareGoesWithTheLastOfThem) {
  apply_for("web", "127.0.0.1");
  work();
  apply_for("zoo", "127.0.0.1");
  work(std::chrono::minutes(2));
  ASSERT_TRUE(is_issued("zoo"));
  EXPECT_THAT(ingresses(), SizeIs(1)) << "of one class a host has one rule";
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  EXPECT_THAT(ingresses(), SizeIs(1)) << "the other one needs it";
  api_.remove(api::kCertificates, {"team", "zoo"});
  work();
  EXPECT_THAT(ingresses(), SizeIs(0));
}

// As when an Ingress of the user's names another Secret: the new Certificate has begun with the
// rule of the old one, which goes before the CA has asked.
TEST_F(StandingRoutes, OneThatGoesLeavesItsRuleUntilTheOtherIsProved) {
  apply_named("web", {"a.example"});
  work(std::chrono::minutes(2));
  ASSERT_TRUE(is_issued("web")) << condition(api::kIssuing).message;
  ASSERT_THAT(ingresses(), SizeIs(1));
  const std::string first = key_of(ingresses().front()).name;
  apply_named("zoo", {"a.example"});
  bool is_removed = false;
  std::optional<bool> asks;  // when the rule goes
  api_.before_write([&](const std::string& what) {
    if (what.starts_with("PATCH challenges ") && !std::exchange(is_removed, true))
      api_.remove(api::kCertificates, {"team", "web"});
    if (what == "DELETE ingresses " + first)
      asks = program_->world().progress.proves_names(certificate("zoo"));
  });
  work(std::chrono::minutes(2));
  ASSERT_TRUE(is_issued("zoo")) << condition(api::kIssuing, "zoo").message;
  ASSERT_TRUE(is_removed && asks);
  EXPECT_FALSE(*asks) << "the CA asks by that rule";
  EXPECT_THAT(ingresses(), SizeIs(1)) << "it has one of its own now";
  EXPECT_NE(key_of(ingresses().front()).name, first);
}

// ---- HTTPRoutes ---------------------------------------------------------------------------------

class GatewayRoutes : public StandingRoutes {
 protected:
  static constexpr kube::Resource kRoutes = api::kHttpRoutes;

  // Names are not looked up here, and `Off` needs none.
  void apply_gateway(const std::vector<wire::Writer>& listeners) {
    api_.put(api::kGateways, kube::new_object(api::kGateways, {"infra", "web"})
                                 .set("spec", wire::Writer().set("listeners", listeners)));
  }
  static wire::Writer listener(const std::string& name, int port,
                               const std::string& hostname = "") {
    return wire::Writer()
        .set("name", name)
        .set("port", port)
        .set("protocol", port == 443 ? "HTTPS" : "HTTP")
        .set_unless_empty("hostname", hostname);
  }
  void by_gateway() {
    const auto parent = wire::Writer().set("namespace", "infra").set("name", "web");
    const auto route = wire::Writer().set("parentRefs", std::vector<wire::Writer>{parent});
    apply_issuer([&](wire::Writer& acme) {
      acme.set("solvers", std::vector<wire::Writer>{wire::Writer().set(
                              "http01", wire::Writer().set("gatewayHTTPRoute", route))});
    });
  }
  // As the Gateway's controller does, of each route that there is.
  void answer(const std::string& status, const std::string& reason) {
    for (const auto& path : routes("/httproutes/")) {
      const auto key = key_of(path);
      const auto route = api_.get(kRoutes, key).value();
      const auto condition =
          wire::Writer()
              .set("type", "Accepted")
              .set("status", status)
              .set("reason", reason)
              .set("message", "by the controller")
              .set("observedGeneration", route.object("metadata").integer("generation").value());
      const auto parent = wire::Writer()
                              .set("parentRef", route.object("spec").objects("parentRefs").at(0))
                              .set("conditions", std::vector<wire::Writer>{condition});
      api_.put(kRoutes,
               wire::Writer(route).set(
                   "status", wire::Writer().set("parents", std::vector<wire::Writer>{parent})));
    }
  }
};

TEST_F(GatewayRoutes, TheCaIsAskedOnceTheGatewayHasAccepted) {
  by_gateway();
  apply_gateway({listener("https", 443), listener("http", 80)});
  apply_certificate({"a.example", "b.example"});
  work(base::Seconds(5));
  ASSERT_THAT(routes("/httproutes/"), SizeIs(1));
  const auto route = api_.get(kRoutes, key_of(routes("/httproutes/")[0])).value();
  EXPECT_EQ(route.object("spec").objects("parentRefs").at(0).text("sectionName"), "http");
  EXPECT_THAT(route.object("spec").texts("hostnames"),
              testing::UnorderedElementsAre("a.example", "b.example"));
  EXPECT_EQ(orders(), 0);
  answer("True", "Accepted");
  work();
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
}

TEST_F(GatewayRoutes, ARefusalIsToldAndGoneOnFromByItself) {
  by_gateway();
  apply_gateway({listener("http", 80)});
  apply_certificate({"a.example"});
  work(base::Seconds(5));
  answer("False", "NotAllowedByListeners");
  work(base::Seconds(5));
  EXPECT_EQ(condition(api::kIssuing).reason, api::kRouteNotAccepted);
  EXPECT_THAT(condition(api::kIssuing).message,
              testing::AllOf(testing::HasSubstr("NotAllowedByListeners"),
                             testing::HasSubstr("(by the controller)")));
  EXPECT_EQ(orders(), 0);
  answer("True", "Accepted");
  work();
  EXPECT_TRUE(is_issued());
}

TEST_F(GatewayRoutes, AControllerThatSaysNothingIsTold) {
  by_gateway();
  apply_gateway({listener("http", 80)});
  apply_certificate({"a.example"});
  work();
  EXPECT_EQ(condition(api::kIssuing).reason, api::kRouteNotAccepted);
  EXPECT_THAT(condition(api::kIssuing).message,
              testing::HasSubstr("no controller has said whether it takes HTTPRoute"));
}

TEST_F(GatewayRoutes, WhatStandsInTheWayIsSaidBeforeAnythingIsWritten) {
  by_gateway();
  apply_certificate({"a.example"});
  const auto told = [&] {
    work();
    EXPECT_EQ(condition(api::kIssuing).reason, api::kRouteNotAccepted);
    EXPECT_THAT(routes("/httproutes/"), SizeIs(0));
    return condition(api::kIssuing).message;
  };
  EXPECT_THAT(told(), testing::HasSubstr("Gateway infra/web does not exist"));
  apply_gateway({listener("https", 443)});
  EXPECT_THAT(told(), testing::HasSubstr("no listener for HTTP on port 80"));
  apply_gateway({listener("http", 80, "*.other.example")});
  EXPECT_THAT(told(), testing::HasSubstr("takes a.example"));
  api_.unlearn("httproutes");
  apply_gateway({listener("http", 80)});
  EXPECT_THAT(told(), testing::HasSubstr("install the Gateway API"));
  api_.unlearn("");
  work();
  answer("True", "Accepted");
  work();
  EXPECT_TRUE(is_issued());
}

TEST_F(GatewayRoutes, OneThatCannotBeHoldsNothingUpWhereANameHasAnotherRoute) {
  const auto parent = wire::Writer().set("namespace", "infra").set("name", "web");
  const auto gateway = wire::Writer().set(
      "gatewayHTTPRoute", wire::Writer().set("parentRefs", std::vector<wire::Writer>{parent}));
  const auto ingress = wire::Writer().set("ingress", wire::Writer());
  apply_issuer([&](wire::Writer& acme) {
    acme.set(
        "solvers",
        std::vector<wire::Writer>{wire::Writer().set(
            "http01", wire::Writer().set("routes", std::vector<wire::Writer>{ingress, gateway}))});
  });
  apply_certificate({"a.example"});
  work(std::chrono::minutes(2));
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_THAT(ingresses(), SizeIs(1));
  EXPECT_THAT(routes("/httproutes/"), SizeIs(0));
  apply_gateway({listener("http", 80)});
  work(std::chrono::minutes(11));
  EXPECT_THAT(routes("/httproutes/"), SizeIs(1)) << "once it can be, it is there too";
  answer("False", "NotAllowedByListeners");
  annotate("sallyport.dev/renew", "1");
  work(std::chrono::minutes(2));
  EXPECT_EQ(orders(), 2);
}

TEST_F(GatewayRoutes, AreSharedAndGoWithTheLastCertificateThatNeedsThem) {
  by_gateway();
  apply_gateway({listener("http", 80)});
  apply_certificate({"a.example"});
  apply_named("zoo", {"b.example"});
  work(base::Seconds(5));
  ASSERT_THAT(routes("/httproutes/"), SizeIs(1)) << "one object for both";
  answer("True", "Accepted");
  work(base::Seconds(5));
  answer("True", "Accepted");
  work(std::chrono::minutes(2));
  ASSERT_TRUE(is_issued() && is_issued("zoo"));
  api_.remove(api::kCertificates, {"team", "zoo"});
  work();
  ASSERT_THAT(routes("/httproutes/"), SizeIs(1));
  EXPECT_THAT(api_.get(kRoutes, key_of(routes("/httproutes/")[0]))
                  .value()
                  .object("spec")
                  .texts("hostnames"),
              testing::ElementsAre("a.example"));
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  EXPECT_THAT(routes("/httproutes/"), SizeIs(0));
}

TEST_F(GatewayRoutes, FollowTheListenersOfTheGateway) {
  by_gateway();
  apply_gateway({listener("http", 80)});
  apply_certificate({"a.example"});
  work(base::Seconds(5));
  answer("False", "NoMatchingParent");
  apply_gateway({listener("web", 80)});
  work(std::chrono::minutes(2));
  EXPECT_EQ(api_.get(kRoutes, key_of(routes("/httproutes/")[0]))
                .value()
                .object("spec")
                .objects("parentRefs")
                .at(0)
                .text("sectionName"),
            "web");
}

}  // namespace
