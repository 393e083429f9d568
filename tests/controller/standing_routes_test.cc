// The Ingresses that lead to the sidecar, by real steps. Addresses, since no name is looked up.

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
  void apply_for(const std::string& name, const std::string& address,
                 const wire::Writer& issuer =
                     wire::Writer().set("kind", "ClusterIssuer").set("name", "shared")) {
    apply_named(name, {}, [&](wire::Writer& spec) {
      spec.set("ipAddresses", std::vector<std::string>{address}).set("issuerRef", issuer);
    });
  }
  std::vector<std::string> ingresses() const {
    std::vector<std::string> all;
    for (const auto& [path, object] : api_.all())
      if (path.find("/ingresses/") != std::string::npos) all.push_back(path);
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

}  // namespace
