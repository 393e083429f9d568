// What Ingresses, Gateways and ListenerSets ask for, and what changes by that.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "annotated/asking.h"

namespace {

using namespace asking;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// ---- What is made -------------------------------------------------------------------------------

TEST(Annotations, AnIngressGetsACertificateForEachSecret) {
  Namespace team;
  const auto object = ingress(kAsks, R"([{"secretName": "a", "hosts": ["A.example.", "b.example"]},
                                         {"secretName": "c", "hosts": ["192.0.2.1"]},
                                         {"secretName": "a", "hosts": ["d.example"]}])");
  EXPECT_THAT(team.look_at(object), ElementsAre("put a", "put c"));
  EXPECT_EQ(team.text("a"),
            R"({"dnsNames":["a.example","b.example","d.example"],)"
            R"("issuerRef":{"kind":"ClusterIssuer","name":"letsencrypt"},"secretName":"a"})");
  EXPECT_EQ(team.text("c"),
            R"({"ipAddresses":["192.0.2.1"],)"
            R"("issuerRef":{"kind":"ClusterIssuer","name":"letsencrypt"},"secretName":"c"})");
  EXPECT_THAT(team.look_at(object), IsEmpty()) << "nothing has changed";
  EXPECT_THAT(team.problems, IsEmpty());
}

TEST(Annotations, NamesAndSecretsFollowEdits) {
  Namespace team;
  team.look_at(ingress(kAsks, kShopTls));
  EXPECT_THAT(
      team.look_at(ingress(
          kAsks, R"([{"secretName": "shop-tls", "hosts": ["shop.example", "x.example"]}])")),
      ElementsAre("put shop-tls"));
  EXPECT_THAT(team.text("shop-tls"), HasSubstr("x.example"));
  EXPECT_THAT(
      team.look_at(ingress(kAsks, R"([{"secretName": "other", "hosts": ["shop.example"]}])")),
      ElementsAre("put other", "remove shop-tls"));
  EXPECT_THAT(team.look_at(ingress({}, kShopTls)), ElementsAre("remove other"));
}

// A typing error must not end a renewal.
TEST(Annotations, WhatASectionNamesStaysThoughNothingCanBeMadeForIt) {
  for (const char* tls : {R"([{"secretName": "shop-tls"}])",
                          R"([{"secretName": "shop-tls", "hosts": ["*.shop.example"]}])"}) {
    Namespace team;
    team.look_at(ingress(kAsks, kShopTls));
    EXPECT_THAT(team.look_at(ingress(kAsks, tls)), IsEmpty()) << tls;
    EXPECT_NE(team.text("shop-tls"), "") << tls;
  }
}

TEST(Annotations, TheOldOneStaysWhileTheNewSecretHasAnothersCertificate) {
  Namespace team;
  team.look_at(ingress(kAsks, kShopTls));
  team.put_by_hand(
      kube::new_object(api::kCertificates, {"team-a", "taken"})
          .set("spec",
               wire::Object::parse(R"({"secretName": "taken", "issuerRef": {"name": "le"}})")));
  EXPECT_THAT(
      team.look_at(ingress(kAsks, R"([{"secretName": "taken", "hosts": ["shop.example"]}])")),
      IsEmpty());
  EXPECT_NE(team.text("shop-tls"), "");
}

// The API server says what is wrong, and the other Secrets go on.
TEST(Annotations, AValueThatCannotBeReadIsWrittenAllTheSame) {
  Namespace team;
  team.look_at(ingress(kAsks, kShopTls));
  const auto plan = plan_certificates(
      ingress(kAsks, kShopTls),
      std::get<AskedFor>(
          asked_by(ingress(with(kAsks, "sallyport.dev/duration", "forever"), "[]"), {})),
      [&](const std::string&) {
        return std::make_shared<api::Certificate>(api::read_certificate(
            kube::new_object(api::kCertificates, {"team-a", "shop-tls"}, {}, {},
                             {{"networking.k8s.io/v1", "Ingress", "shop", "uid-of-shop"}})
                .set("spec", wire::Object::parse(
                                 R"({"secretName": "shop-tls", "issuerRef": {"name": "le"}})"))
                .object()));
      },
      {"shop-tls"});
  EXPECT_EQ(plan.changes.size(), 1U);
}

TEST(Annotations, WhatAHandChangesOnItsCertificateIsPutBack) {
  Namespace team;
  const auto object = ingress(kAsks, kShopTls);
  team.look_at(object);
  wire::Writer other =
      kube::new_object(api::kCertificates, {"team-a", "shop-tls"}, {},
                       {{"sallyport.dev/asked-by", "Ingress shop"}},
                       {{"networking.k8s.io/v1", "Ingress", "shop", "uid-of-shop"}})
          .set("spec", wire::Object::parse(
                           R"({"secretName": "shop-tls", "dnsNames": ["evil.example"],
                               "issuerRef": {"name": "letsencrypt", "kind": "ClusterIssuer"}})"));
  team.put_by_hand(other);
  EXPECT_THAT(team.look_at(object), ElementsAre("put shop-tls"));
  EXPECT_THAT(team.text("shop-tls"), HasSubstr("shop.example"));
}

TEST(Annotations, AListenerThatEndsTlsGetsACertificate) {
  Namespace team;
  const auto object = gateway(kAsks, R"([
      {"name": "web", "protocol": "HTTP", "port": 80},
      {"name": "https", "protocol": "HTTPS", "hostname": "shop.example",
       "tls": {"certificateRefs": [{"name": "shop-tls"}]}},
      {"name": "more", "protocol": "HTTPS", "hostname": "more.example",
       "tls": {"mode": "Terminate",
               "certificateRefs": [{"kind": "Secret", "group": "", "name": "shop-tls"}]}},
      {"name": "through", "protocol": "TLS", "hostname": "t.example",
       "tls": {"mode": "Passthrough"}}])");
  EXPECT_THAT(team.look_at(object), ElementsAre("put shop-tls"));
  EXPECT_THAT(team.text("shop-tls"), HasSubstr(R"("dnsNames":["more.example","shop.example"])"));
  EXPECT_THAT(team.problems, IsEmpty());
}

TEST(Annotations, AListenerSetIsReadAsAGateway) {
  Namespace team;
  const auto set = read_annotated_listener_set(
      object("ListenerSet", kAsks,
             R"({"listeners": [{"name": "https", "hostname": "shop.example",
                                "tls": {"certificateRefs": [{"name": "shop-tls"}]}}]})")
          .object());
  EXPECT_THAT(team.look_at(set), ElementsAre("put shop-tls"));
}

TEST(Annotations, ListenersThatAreToBeIgnoredAre) {
  Namespace team;
  const auto object = gateway(with(kAsks, "sallyport.dev/ignore-tls-listeners", "a, b"), R"([
      {"name": "a", "hostname": "a.example", "tls": {"certificateRefs": [{"name": "a"}]}},
      {"name": "b", "hostname": "b.example", "tls": {"certificateRefs": [{"name": "b"}]}},
      {"name": "c", "hostname": "c.example", "tls": {"certificateRefs": [{"name": "c"}]}}])");
  EXPECT_THAT(team.look_at(object), ElementsAre("put c"));
}

// What does not work without a Secret has one at once.
TEST(Annotations, AGatewayHasAPlaceholderAndAnIngressWhereItAsks) {
  const auto placeholder = [](const AnnotatedObject& object) {
    return std::get<AskedFor>(asked_by(object, {})).placeholder;
  };
  EXPECT_TRUE(placeholder(gateway(kAsks, "[]")));
  EXPECT_FALSE(placeholder(gateway(with(kAsks, "sallyport.dev/placeholder", "false"), "[]")));
  EXPECT_FALSE(placeholder(ingress(kAsks, "[]")));
  EXPECT_TRUE(placeholder(ingress(with(kAsks, "sallyport.dev/placeholder", "true"), "[]")));
}

TEST(Annotations, ASectionThatCannotBeServedIsToldAndTheOthersAreServed) {
  Namespace team;
  EXPECT_THAT(team.look_at(ingress(kAsks, R"([{"hosts": ["a.example"]}, {"secretName": "b"},
      {"secretName": "c", "hosts": ["*.example.com", "c.example"]},
      {"secretName": "d", "hosts": ["*.example.com"]}])")),
              ElementsAre("put c"));
  EXPECT_THAT(team.text("c"), HasSubstr(R"("dnsNames":["c.example"])"));
  EXPECT_THAT(team.problems, ElementsAre(HasSubstr("spec.tls[0] has no secretName"),
                                         HasSubstr("spec.tls[1] names Secret b and no hosts"),
                                         HasSubstr("*.example.com is left out"),
                                         HasSubstr("spec.tls[3]: *.example.com")));
}

TEST(Annotations, AListenerThatCannotBeServedIsTold) {
  Namespace team;
  EXPECT_THAT(team.look_at(gateway(kAsks, R"([
      {"name": "far", "hostname": "a.example",
       "tls": {"certificateRefs": [{"name": "a", "namespace": "team-b"}]}},
      {"name": "any", "tls": {"certificateRefs": [{"name": "b"}]}},
      {"name": "none", "hostname": "c.example", "tls": {"options": {}}},
      {"name": "map", "hostname": "d.example",
       "tls": {"certificateRefs": [{"kind": "ConfigMap", "name": "d"}]}}])")),
              IsEmpty());
  EXPECT_THAT(
      team.problems,
      ElementsAre(HasSubstr("listener far: certificateRefs name a Secret of namespace team-b"),
                  HasSubstr("listener any has no hostname"),
                  HasSubstr("listener none has no certificateRefs"),
                  HasSubstr("only Secrets are filled")));
}

TEST(Annotations, ACertificateOfSomebodyElseIsLeftAlone) {
  Namespace team;
  team.put_by_hand(
      kube::new_object(api::kCertificates, {"team-a", "shop-tls"})
          .set("spec",
               wire::Object::parse(R"({"secretName": "shop-tls", "issuerRef": {"name": "le"}})")));
  EXPECT_THAT(team.look_at(ingress(kAsks, kShopTls)), IsEmpty());
  EXPECT_THAT(team.problems,
              ElementsAre(HasSubstr("Certificate shop-tls is there and is not of this Ingress")));
  EXPECT_THAT(team.look_at(ingress({}, kShopTls)), IsEmpty());
  EXPECT_NE(team.text("shop-tls"), "");
}

TEST(Annotations, WhatChangesNothingIsTold) {
  Namespace team;
  Words words{{"cert-manager.io/issuer", "le"},
              {"cert-manager.io/revision-history-limit", "3"},
              {"acme.cert-manager.io/http01-edit-in-place", "true"},
              {"sallyport.dev/isuer", "le"},
              {"cert-manager.io/allow-direct-injection", "true"},
              {"nginx.ingress.kubernetes.io/ssl-redirect", "true"}};
  EXPECT_THAT(team.look_at(ingress(words, kShopTls), heeded("everywhere")),
              ElementsAre("put shop-tls"));
  EXPECT_THAT(team.problems,
              ElementsAre(AllOf(HasSubstr("acme.cert-manager.io/http01-edit-in-place"),
                                HasSubstr("cert-manager.io/revision-history-limit"),
                                testing::Not(HasSubstr("nginx")))));
}

TEST(Annotations, NoMoreIsKeptThanTheBound) {
  std::string hosts;
  for (int i = 0; i < 2'000; ++i)
    hosts += (i ? "," : "") + ("\"host-" + std::to_string(i)) + ".shop.example\"";
  const auto object = ingress(kAsks, R"([{"secretName": "a", "hosts": [)" + hosts + "]}]");
  EXPECT_THAT(object.sections, IsEmpty());
  Namespace team;
  EXPECT_THAT(team.look_at(object), IsEmpty());
  EXPECT_THAT(team.problems, ElementsAre(HasSubstr("more than 32 KiB")));
}

TEST(Annotations, OfWhatDoesNotAskNothingIsKept) {
  const auto object = ingress({{"a", "b"}}, kShopTls);
  EXPECT_THAT(object.sections, IsEmpty());
  EXPECT_THAT(object.meta.annotations, IsEmpty());
  EXPECT_EQ(object.meta.uid, "uid-of-shop");
}

}  // namespace
