// What an object of ours means, where a glance at its fields would say something else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/certificate.h"
#include "api/issuer.h"
#include "api/name_policy.h"
#include "api/reasons.h"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Certificate, HasItsNamesInOneSpelling) {
  const auto certificate = api::read_certificate(wire::Object::parse(R"({
    "metadata": {"name": "web"},
    "spec": {"secretName": "s", "issuerRef": {"name": "i"}, "commonName": "WWW.example.com.",
             "dnsNames": ["www.EXAMPLE.com", "a.example.com."]}})"));
  EXPECT_THAT(certificate.all_dns_names(), ElementsAre("a.example.com", "www.example.com"));
}

TEST(Backup, ARevocationInItIsNotMadeAgain) {
  api::Certificate certificate;
  certificate.meta.annotations[std::string(api::kRevokeAnnotation)] = "keyCompromise";
  EXPECT_FALSE(certificate.revocation_due());
  certificate.status.observed_generation = 1;
  EXPECT_TRUE(certificate.revocation_due());
}

TEST(Backup, AChangeOfTheAccountsKeyInItIsNotMadeAgain) {
  api::Issuer issuer;
  issuer.meta.annotations[std::string(api::kRolloverAnnotation)] = "1";
  EXPECT_FALSE(issuer.rollover_due());
  issuer.status.observed_generation = 1;
  EXPECT_TRUE(issuer.rollover_due());
}

TEST(Issuer, DF37_OneServerIsOneHoweverItsUrlIsWritten) {
  const auto server = [](const std::string& url) {
    return api::read_issuer(wire::Object::parse(R"({"metadata": {"name": "le"}, "spec": {"acme": {
             "server": ")" + url + R"(", "privateKeySecretRef": {"name": "key"},
             "solvers": []}}})"))
        .spec.server;
  };
  const std::string plain = "https://acme-v02.api.letsencrypt.org/directory";
  EXPECT_EQ(server(plain), plain);
  EXPECT_EQ(server("https://ACME-v02.api.letsencrypt.org/directory"), plain);
  EXPECT_EQ(server("HTTPS://acme-v02.api.letsencrypt.org:443/directory"), plain);
  EXPECT_EQ(server("https://ca.example:8443/Dir"), "https://ca.example:8443/Dir");
  EXPECT_EQ(server("https://ca.example"), "https://ca.example");
  EXPECT_EQ(server("nonsense"), "nonsense");
}

TEST(Issuer, IsReadyForItsSpecOfNowAlone) {
  api::Issuer issuer;
  issuer.meta.generation = 2;
  issuer.status.account_url = "https://ca/a/1";
  kube::set_condition(issuer.status.conditions, {std::string(api::kReady), "True", "", "", 1, {}},
                      {});
  issuer.status.observed_generation = 1;
  EXPECT_FALSE(issuer.ready());
  issuer.status.observed_generation = 2;
  EXPECT_TRUE(issuer.ready());
}

// What we make stands in the system namespace, where a tenant may write nothing.
TEST(Issuer, OnlyAClusterIssuerSaysWhatAnIngressCarries) {
  const auto object = wire::Object::parse(R"({"metadata": {"name": "le"}, "spec": {"acme": {
    "server": "https://ca/dir", "privateKeySecretRef": {"name": "key"}, "solvers": [{"http01": {
      "routes": [
        {"ingress": {"allowRuleWithoutHost": true, "ingressTemplate": {"metadata": {
          "annotations": {"a": "b"}, "labels": {"c": "d"}}}}},
        {"gatewayHTTPRoute": {"parentRefs": [{"name": "web"}], "labels": {"e": "f"}}}]}}]}}})");
  const api::Http01Routes ours = api::read_issuer(object).spec.solvers.at(0).routes;
  EXPECT_THAT(ours.ingresses.at(0).annotations, IsEmpty());
  EXPECT_THAT(ours.ingresses.at(0).labels, IsEmpty());
  EXPECT_FALSE(ours.ingresses.at(0).rule_without_host);
  EXPECT_THAT(ours.gateways.at(0).labels, IsEmpty());
  const api::Http01Routes theirs = api::read_cluster_issuer(object).spec.solvers.at(0).routes;
  EXPECT_THAT(theirs.ingresses.at(0).annotations, ElementsAre(Pair("a", "b")));
  EXPECT_THAT(theirs.ingresses.at(0).labels, ElementsAre(Pair("c", "d")));
  EXPECT_TRUE(theirs.ingresses.at(0).rule_without_host);
  EXPECT_THAT(theirs.gateways.at(0).labels, ElementsAre(Pair("e", "f")));
}

TEST(Issuer, AParentIsOfTheIssuersNamespaceUnlessItSaysAnother) {
  const auto issuer = api::read_issuer(wire::Object::parse(R"({
    "metadata": {"name": "le", "namespace": "shop"}, "spec": {"acme": {
    "server": "https://ca/dir", "privateKeySecretRef": {"name": "key"}, "solvers": [{"http01": {
      "gatewayHTTPRoute": {"parentRefs": [
        {"name": "web"},
        {"kind": "ListenerSet", "namespace": "infra", "name": "tls", "sectionName": "http",
         "port": 80}]}}}]}}})"));
  const auto& parents = issuer.spec.solvers.at(0).routes.gateways.at(0).parents;
  ASSERT_EQ(parents.size(), 2U);
  EXPECT_EQ(parents[0].text(), "Gateway shop/web");
  EXPECT_EQ(parents[1].text(), "ListenerSet infra/tls (listener http)");
  EXPECT_EQ(parents[1].port, 80);
}

TEST(NamePolicy, DF38_IsReadInOneFormHoweverItIsWritten) {
  const auto policy = api::read_name_policy(wire::Object::parse(
      R"({"metadata": {"name": "p"}, "spec": {"namespaces": ["a"], "names": ["2001:DB8:0:0::1",
          "::ffff:192.0.2.1", "WWW.Example.com.", "*.Shop.example."]}})"));
  for (const char* name : {"2001:db8::1", "192.0.2.1", "www.example.com", "a.shop.example"})
    EXPECT_TRUE(policy.lists(name)) << name;
  EXPECT_FALSE(policy.lists("2001:db8::2"));
}

TEST(Solver, DF38_IsReadInOneFormHoweverItIsWritten) {
  const auto issuer = api::read_issuer(wire::Object::parse(
      R"({"metadata": {"name": "ca"}, "spec": {"acme": {
          "server": "https://ca.example/d", "privateKeySecretRef": {"name": "k"},
          "solvers": [{"selector": {"dnsNames": ["2001:DB8::1"],
                                    "dnsZones": ["Example.com."]}}]}}})"));
  const auto& solvers = issuer.spec.solvers;
  EXPECT_NE(api::solver_for(solvers, "2001:db8::1", {}), nullptr);
  EXPECT_NE(api::solver_for(solvers, "www.example.com", {}), nullptr);
}

TEST(Issuer, DF31_OnlyAClusterIssuerSaysWhereItsCaIsBesides) {
  const auto object = wire::Object::parse(R"({"metadata": {"name": "le"}, "spec": {"acme": {
    "server": "https://ca/dir", "privateKeySecretRef": {"name": "key"}, "solvers": [],
    "allowedOrigins": ["https://other"]}}})");
  EXPECT_THAT(api::read_issuer(object).spec.allowed_origins, IsEmpty());
  EXPECT_THAT(api::read_cluster_issuer(object).spec.allowed_origins, ElementsAre("https://other"));
}

TEST(NamePolicy, HoldsForNamesBelowItsDomainAlone) {
  EXPECT_TRUE(api::matches_name("*.example.com", "a.example.com"));
  EXPECT_TRUE(api::matches_name("*.example.com", "b.a.example.com"));
  EXPECT_FALSE(api::matches_name("*.example.com", "example.com"));
  EXPECT_FALSE(api::matches_name("*.example.com", "badexample.com"));
  EXPECT_FALSE(api::matches_name("a.example.com", "b.example.com"));
}

}  // namespace
