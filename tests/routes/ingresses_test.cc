// Wanted and seen Ingresses, and what changes.

#include "routes/ingresses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/labels.h"

namespace controller {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const RouteTarget kHome{"sallyport-system", "sallyport-sidecar"};

api::Certificate certificate(const std::string& uid) {
  api::Certificate one;
  one.meta.name = "web";
  one.meta.namespace_ = "team-a";
  one.meta.uid = uid;
  return one;
}
acme::Identifier host(const std::string& name) { return {acme::Identifier::Type::kDns, name}; }

api::IngressRoute of_class(const std::string& class_name) {
  api::IngressRoute route;
  route.class_name = class_name;
  return route;
}
WantedIngress wants(const api::IngressRoute& route, const std::vector<std::string>& hosts) {
  WantedIngress wanted{route, {}};
  for (const std::string& each : hosts) wanted.names.push_back(host(each));
  return wanted;
}

// A cluster that does what is planned, for one Certificate after another.
class Cluster {
 public:
  std::string default_class;  // which the API server puts into an Ingress that names none

  // What was done, as words.
  std::vector<std::string> apply(const std::string& uid, const std::vector<WantedIngress>& wanted) {
    std::vector<std::string> done;
    for (const IngressChange& change : plan(uid, wanted).changes) {
      if (const auto* put = std::get_if<PutIngress>(&change)) {
        seen_[put->key.name] = read_ingress(wire::Object::parse(put->body.text()));
        std::string& class_name = seen_[put->key.name].class_name;
        if (class_name.empty()) class_name = default_class;
        done.push_back("put " + text(seen_[put->key.name]));
      } else {
        const std::string name = std::get<RemoveIngress>(change).seen.name;
        done.push_back("remove " + text(seen_[name]));
        seen_.erase(name);
      }
    }
    return done;
  }

  IngressPlan plan(const std::string& uid, const std::vector<WantedIngress>& wanted) const {
    IngressesSeen seen;
    for (const auto& [name, each] : seen_) {
      const bool own = name.starts_with(ingress_prefix(uid));
      (own ? seen.own : seen.others).push_back(each);
    }
    return plan_ingresses(certificate(uid), wanted, seen, kHome);
  }

  void remove_all_of(const std::string& uid) {
    std::erase_if(seen_,
                  [&](const auto& one) { return one.first.starts_with(ingress_prefix(uid)); });
  }
  // As after two that wrote at the same time.
  void put_both(const std::string& first, const std::string& second, const WantedIngress& wanted) {
    Cluster alone;
    alone.apply(first, {wanted});
    Cluster other;
    other.apply(second, {wanted});
    seen_ = alone.seen_;
    seen_.insert(other.seen_.begin(), other.seen_.end());
  }

 private:
  static std::string text(const IngressSeen& ingress) {
    std::string all = ingress.class_name;
    for (const std::string& each : ingress.hosts) all += " " + each;
    return all;
  }
  std::map<std::string, IngressSeen> seen_;
};

TEST(Ingresses, OneHoldsEveryNameAndARenewalChangesNothing) {
  Cluster cluster;
  const auto wanted = wants(of_class("x"), {"a.example", "b.example"});
  EXPECT_THAT(cluster.apply("u1", {wanted}), ElementsAre("put x a.example b.example"));
  EXPECT_THAT(cluster.apply("u1", {wanted}), IsEmpty());
}

TEST(Ingresses, LeadThePathOfAHostToTheSidecarAndKeepExternalDnsAway) {
  Cluster cluster;
  const auto plan = cluster.plan("u1", {wants(of_class("x"), {"a.example"})});
  const auto body = wire::Object::parse(std::get<PutIngress>(plan.changes.at(0)).body.text());
  EXPECT_EQ(body.object("metadata").text("namespace"), "sallyport-system");
  EXPECT_EQ(body.object("metadata")
                .text_map("annotations")
                .at("external-dns.alpha.kubernetes.io/controller"),
            "none");
  EXPECT_EQ(body.object("spec").text("ingressClassName"), "x");
  const auto path =
      body.object("spec").objects("rules").at(0).object("http").objects("paths").at(0);
  EXPECT_EQ(path.text("path"), "/.well-known/acme-challenge/");
  EXPECT_EQ(path.text("pathType"), "Prefix");
  EXPECT_EQ(path.object("backend").object("service").text("name"), "sallyport-sidecar");
  EXPECT_THAT(plan.unserved, ElementsAre("x/a.example"));
}

TEST(Ingresses, AnAddressHasARuleWithoutHostAndTwoHaveOne) {
  WantedIngress wanted{
      of_class("x"),
      {{acme::Identifier::Type::kIp, "192.0.2.1"}, {acme::Identifier::Type::kIp, "192.0.2.2"}}};
  const auto plan = Cluster().plan("u1", {wanted});
  const auto body = wire::Object::parse(std::get<PutIngress>(plan.changes.at(0)).body.text());
  ASSERT_THAT(body.object("spec").objects("rules"), SizeIs(1));
  EXPECT_FALSE(body.object("spec").objects("rules").at(0).has("host"));
}

TEST(Ingresses, AClassMayBeAnAnnotation) {
  api::IngressRoute route = of_class("x");
  route.class_by_annotation = true;
  const auto plan = Cluster().plan("u1", {wants(route, {"a.example"})});
  const auto body = wire::Object::parse(std::get<PutIngress>(plan.changes.at(0)).body.text());
  EXPECT_FALSE(body.object("spec").has("ingressClassName")) << "the API server refuses both";
  EXPECT_EQ(body.object("metadata").text_map("annotations").at("kubernetes.io/ingress.class"), "x");
  EXPECT_EQ(read_ingress(body).class_name, "x");
}

TEST(Ingresses, EachClassHasItsOwn) {
  Cluster cluster;
  EXPECT_THAT(cluster.apply(
                  "u1", {wants(of_class("x"), {"a.example"}), wants(of_class("y"), {"a.example"})}),
              ElementsAre("put x a.example", "put y a.example"));
}

TEST(Ingresses, DF36_TwoRoutesOfOneClassThatSayOtherThingsAreTwo) {
  api::IngressRoute other = of_class("x");
  other.annotations["redirect"] = "off";
  Cluster cluster;
  EXPECT_THAT(
      cluster.apply("u1", {wants(of_class("x"), {"a.example"}), wants(other, {"b.example"})}),
      ElementsAre("put x a.example", "put x b.example"));
  EXPECT_THAT(
      cluster.apply("u1", {wants(other, {"b.example"}), wants(of_class("x"), {"a.example"})}),
      IsEmpty())
      << "their order decides nothing";
}

TEST(Ingresses, OfAClassAHostHasOneRuleHoweverManyCertificatesAskForIt) {
  Cluster cluster;
  const auto wanted = wants(of_class("x"), {"a.example", "b.example"});
  cluster.apply("u2", {wanted});
  EXPECT_THAT(cluster.apply("u1", {wanted}), IsEmpty());
  EXPECT_THAT(cluster.apply("u1", {wants(of_class("x"), {"a.example", "c.example"})}),
              ElementsAre("put x c.example"));
  EXPECT_THAT(cluster.apply("u1", {wants(of_class("y"), {"a.example"})}),
              ElementsAre("put y a.example", "remove x c.example"))
      << "another class knows nothing of it";
}

TEST(Ingresses, WhatTheLastOneLeavesAnotherTakes) {
  Cluster cluster;
  const auto wanted = wants(of_class("x"), {"a.example"});
  cluster.apply("u1", {wanted});
  EXPECT_THAT(cluster.plan("u2", {wanted}).unserved, IsEmpty());
  cluster.remove_all_of("u1");
  EXPECT_THAT(cluster.plan("u2", {wanted}).unserved, ElementsAre("x/a.example"));
  EXPECT_THAT(cluster.apply("u2", {wanted}), ElementsAre("put x a.example"));
}

TEST(Ingresses, OfTwoThatWroteAtTheSameTimeOneGivesWayAndNeverBoth) {
  Cluster cluster;
  const auto wanted = wants(of_class("x"), {"a.example"});
  cluster.put_both("u1", "u2", wanted);
  EXPECT_THAT(cluster.plan("u1", {wanted}).changes, IsEmpty());
  EXPECT_THAT(cluster.apply("u2", {wanted}), ElementsAre("remove x a.example"));
  EXPECT_THAT(cluster.plan("u1", {wanted}).unserved, IsEmpty());
}

// A second rule of a host might be refused, so the old one goes first; else a host moves without a
// gap.
TEST(Ingresses, AHostMovesWithoutAGapWhereItMay) {
  Cluster cluster;
  api::IngressRoute other = of_class("x");
  other.annotations["redirect"] = "off";
  cluster.apply("u1", {wants(of_class("x"), {"a.example"})});
  EXPECT_THAT(cluster.apply("u1", {wants(other, {"a.example"})}),
              ElementsAre("remove x a.example", "put x a.example"));
  EXPECT_THAT(cluster.apply("u1", {wants(of_class("y"), {"a.example"})}),
              ElementsAre("put y a.example", "remove x a.example"));
}

TEST(Ingresses, OfTheDefaultClassIsThatOneToo) {
  Cluster cluster;
  cluster.default_class = "x";
  const auto wanted = wants(of_class(""), {"a.example"});
  cluster.apply("u1", {wanted});
  EXPECT_THAT(cluster.apply("u1", {wanted}), IsEmpty());
  EXPECT_THAT(cluster.plan("u1", {wanted}).unserved, IsEmpty());
  EXPECT_THAT(cluster.apply("u2", {wanted}), IsEmpty());
  EXPECT_THAT(cluster.apply("u3", {wants(of_class("x"), {"a.example"})}), IsEmpty());
}

TEST(Ingresses, NoneIsLeftOfWhatIsWantedNoMore) {
  Cluster cluster;
  cluster.apply("u1", {wants(of_class("x"), {"a.example"})});
  EXPECT_THAT(cluster.apply("u1", {}), ElementsAre("remove x a.example"));
}

}  // namespace
}  // namespace controller
