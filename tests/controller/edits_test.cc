// Users' own Ingresses, edited by real steps. Preflights are off, because names are not looked up
// here.

#include "routes/edits.h"

#include <nlohmann/json.hpp>

#include "controller/issuance_bed.h"

namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kPath = "/.well-known/acme-challenge/";

class Edits : public issuance::Bed {
 protected:
  Edits() { solve_by("shop"); }
  void solve_by(const std::string& ingress) {
    apply_issuer([&](wire::Writer& acme) {
      const auto route = wire::Writer().set("ingress", wire::Writer().set("name", ingress));
      acme.set("solvers", std::vector<wire::Writer>{wire::Writer().set("http01", route)});
    });
  }
  // The user's, as it is in a file of theirs.
  void apply_shop(const std::vector<std::string>& hosts = {"a.example", "b.example"}) {
    std::vector<wire::Writer> rules;
    for (const std::string& host : hosts) {
      const auto port = wire::Writer().set("number", 80);
      const auto backend =
          wire::Writer().set("service", wire::Writer().set("name", "web").set("port", port));
      const auto path =
          wire::Writer().set("path", "/").set("pathType", "Prefix").set("backend", backend);
      rules.push_back(
          wire::Writer()
              .set("host", host)
              .set("http", wire::Writer().set("paths", std::vector<wire::Writer>{path})));
    }
    api_.put(
        kube::kIngresses,
        kube::new_object(kube::kIngresses, kShop).set("spec", wire::Writer().set("rules", rules)));
  }
  json spec() const {
    return json::parse(wire::Writer(*api_.get(kube::kIngresses, kShop)).text())["spec"];
  }
  // Of the user's Ingress those that lead the challenge path to the door.
  std::vector<std::string> edited() const {
    std::vector<std::string> hosts;
    const json now = spec();
    for (const json& rule : now["rules"])
      for (const json& path : rule["http"]["paths"])
        if (path["path"] == kPath) hosts.push_back(rule["host"]);
    return hosts;
  }
  bool has_door() const { return api_.get(controller::kServices, kDoor).has_value(); }
  std::vector<std::string> replicas() const {
    std::vector<std::string> all;
    const auto slice = api_.get(kube::kEndpointSlices, {"team", "sallyport-challenges-ipv4"});
    if (!slice) return all;
    for (const auto& endpoint : slice->objects("endpoints"))
      for (const std::string& each : endpoint.texts("addresses")) all.push_back(each);
    return all;
  }
  static kube::ObjectKey slice_key(const std::string& family) {
    return {"team", "sallyport-challenges-" + family};
  }
  // One that the user made.
  void put_slice(const std::string& family) {
    const auto endpoint = wire::Writer().set("addresses", std::vector<std::string>{"10.9.9.9"});
    api_.put(kube::kEndpointSlices, kube::new_object(kube::kEndpointSlices, slice_key(family))
                                        .set("endpoints", std::vector<wire::Writer>{endpoint}));
  }
  std::string uid_of_slice(const std::string& family) const {
    const auto slice = api_.get(kube::kEndpointSlices, slice_key(family));
    return slice ? kube::read_meta(*slice).uid : "";
  }
  long writes(const std::string& of) const {
    return std::ranges::count(api_.writes(), "PATCH ingresses " + of);
  }
  static inline const kube::ObjectKey kShop{"team", "shop"};
  static inline const kube::ObjectKey kDoor{"team", "sallyport-challenges"};
};

TEST_F(Edits, ThePathIsThereWithTheDoorAndGoesWithTheLastCertificateThatNeedsIt) {
  apply_shop();
  const json before = spec();
  apply_certificate({"a.example"});
  apply_named("zoo", {"a.example", "b.example"});
  work(std::chrono::minutes(2));
  EXPECT_TRUE(is_issued() && is_issued("zoo")) << condition(api::kIssuing).message;
  EXPECT_THAT(edited(), testing::ElementsAre("a.example", "b.example"));
  EXPECT_TRUE(has_door());
  EXPECT_THAT(replicas(), testing::ElementsAre("10.0.0.1"));
  annotate("sallyport.dev/renew", "1");
  const long written = writes("shop");
  work(std::chrono::minutes(2));
  EXPECT_EQ(writes("shop"), written) << "a renewal writes none";
  api_.remove(api::kCertificates, {"team", "zoo"});
  work();
  EXPECT_THAT(edited(), testing::ElementsAre("a.example"));
  EXPECT_TRUE(has_door());
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  EXPECT_EQ(spec(), before);
  EXPECT_FALSE(has_door());
  EXPECT_THAT(replicas(), SizeIs(0));
}

TEST_F(Edits, WhatCannotBeDoneIsToldAndGoneOnFromByItself) {
  apply_certificate({"a.example"});
  work();
  EXPECT_EQ(condition(api::kIssuing).reason, api::kRouteNotAccepted);
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("Ingress team/shop does not exist"));
  apply_shop({"b.example"});
  work();
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("no rule with paths for a.example"));
  EXPECT_FALSE(has_door());
  apply_shop();
  work();
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
}

TEST_F(Edits, AFileThatIsAppliedAnewTakesThePathOutForEverLonger) {
  apply_shop();
  apply_certificate({"a.example"});
  work(std::chrono::minutes(2));
  apply_shop();
  work(base::Seconds(10));
  EXPECT_THAT(edited(), SizeIs(1)) << "it was there for long";
  apply_shop();
  work(base::Seconds(10));
  EXPECT_THAT(edited(), SizeIs(0));
  work(base::Seconds(61));
  EXPECT_THAT(edited(), SizeIs(1));
}

TEST_F(Edits, WhoTakesThePathOutAgainAndAgainIsNotFoughtWith) {
  apply_shop();
  apply_certificate({"a.example"});
  // At once, as a tool does that keeps the Ingress as it is in a repository.
  const auto undo = [this] {
    if (!edited().empty()) apply_shop();
  };
  for (int times = 0; times < 20; ++times) {
    work(std::chrono::minutes(times < 8 ? 11 : 1));
    undo();
  }
  EXPECT_EQ(writes("shop"), 5);
  annotate("sallyport.dev/renew", "1");
  work(base::Seconds(10));
  EXPECT_EQ(condition(api::kIssuing).reason, api::kRouteNotAccepted);
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("Ingress team/shop each time"));
}

TEST_F(Edits, AServiceOfTheUsersWithThatNameIsLeftAlone) {
  apply_shop();
  api_.put(controller::kServices, kube::new_object(controller::kServices, kDoor)
                                      .set("spec", wire::Writer().set("clusterIP", "None")));
  apply_certificate({"a.example"});
  work();
  EXPECT_THAT(edited(), SizeIs(0));
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("is not Sallyport's"));
  EXPECT_EQ(api_.get(controller::kServices, kDoor)->object("spec").text("clusterIP"), "None");
}

// Between our look and our write.
TEST_F(Edits, AServiceOfTheUsersThatCameAMomentBeforeIsLeftAlone) {
  apply_shop();
  bool once = true;
  api_.before_write([&](const std::string& what) {
    if (what != "PATCH services sallyport-challenges" || !std::exchange(once, false)) return;
    api_.put(controller::kServices, kube::new_object(controller::kServices, kDoor)
                                        .set("spec", wire::Writer().set("clusterIP", "None")));
  });
  apply_certificate({"a.example"});
  work();
  ASSERT_FALSE(once) << "no Service was written";
  EXPECT_EQ(kube::read_meta(*api_.get(controller::kServices, kDoor)).labels.size(), 0U);
  EXPECT_THAT(edited(), SizeIs(0));
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("is not Sallyport's"));
}

// Of a door that is ours, a slice was removed and made by somebody else, and the store is late.
TEST_F(Edits, ASliceThatIsAnotherOneByNowIsLeftAlone) {
  apply_shop();
  apply_certificate({"a.example"});
  work(std::chrono::minutes(2));
  ASSERT_THAT(replicas(), testing::ElementsAre("10.0.0.1"));
  bool once = true;
  api_.before_write([&](const std::string& what) {
    if (what != "PATCH endpointslices sallyport-challenges-ipv4" || !std::exchange(once, false))
      return;
    api_.remove(kube::kEndpointSlices, slice_key("ipv4"));
    put_slice("ipv4");
  });
  api_.put(kube::kEndpointSlices, wire::Writer(*api_.get(kube::kEndpointSlices, slice_key("ipv4")))
                                      .set("endpoints", std::vector<wire::Writer>{}));
  work();
  ASSERT_FALSE(once) << "no slice was written";
  EXPECT_THAT(replicas(), testing::ElementsAre("10.9.9.9"));
}

TEST_F(Edits, WhoTakesASliceOfTheDoorAwayAgainAndAgainIsNotFoughtWith) {
  apply_shop();
  apply_certificate({"a.example"});
  work(std::chrono::minutes(2));
  const auto written = [this] {
    return std::ranges::count(api_.writes(), "PATCH endpointslices sallyport-challenges-ipv4");
  };
  const auto before = written();
  for (int times = 0; times < 30; ++times) {
    api_.remove(kube::kEndpointSlices, slice_key("ipv4"));
    work(base::Seconds(1));
  }
  EXPECT_LE(written() - before, 2) << "it has no pace";
  EXPECT_GE(written() - before, 1);
  const auto told = [this] {
    return std::ranges::count(api_.writes(), "PATCH certificates webstatus");
  };
  const auto told_before = told();
  EXPECT_GE(told_before, 1);
  work(std::chrono::minutes(10));
  EXPECT_LE(told() - told_before, 2) << "each look has other words";
  EXPECT_THAT(replicas(), testing::ElementsAre("10.0.0.1")) << "it is given up";
}

TEST_F(Edits, OfADoorThatAHandChangedAllComesBack) {
  apply_shop();
  apply_certificate({"a.example"});
  work(std::chrono::minutes(2));
  ASSERT_THAT(replicas(), testing::ElementsAre("10.0.0.1"));
  api_.remove(kube::kEndpointSlices, slice_key("ipv4"));
  work();
  EXPECT_THAT(replicas(), testing::ElementsAre("10.0.0.1")) << "it was removed";
  api_.put(kube::kEndpointSlices, wire::Writer(*api_.get(kube::kEndpointSlices, slice_key("ipv4")))
                                      .set("endpoints", std::vector<wire::Writer>{}));
  work(std::chrono::minutes(2));
  EXPECT_THAT(replicas(), testing::ElementsAre("10.0.0.1")) << "it was emptied";
  api_.remove(controller::kServices, kDoor);
  work();
  EXPECT_TRUE(has_door());
}

TEST_F(Edits, ASliceThatHasLostItsServiceGoesWithTheLastCertificate) {
  apply_shop();
  apply_certificate({"a.example"});
  work(std::chrono::minutes(2));
  api_.remove(api::kCertificates, {"team", "web"});
  api_.remove(controller::kServices, kDoor);
  work();
  EXPECT_THAT(replicas(), SizeIs(0));
}

TEST_F(Edits, AServiceThatCannotBeReadIsNotWrittenOver) {
  apply_shop();
  api_.put(controller::kServices, kube::new_object(controller::kServices, kDoor)
                                      .set("spec", wire::Writer().set("clusterIP", "None")));
  api_.forbid("GET services sallyport-challenges");
  apply_certificate({"a.example"});
  work();
  EXPECT_THAT(edited(), SizeIs(0));
  EXPECT_THAT(replicas(), SizeIs(0));
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("services team/sallyport-challenges"));
  EXPECT_FALSE(api_.get(controller::kServices, kDoor)->object("spec").has("ports"));
}

TEST_F(Edits, SlicesOfTheUsersWithThoseNamesAreLeftAlone) {
  apply_shop();
  put_slice("ipv6");
  const std::string uid = uid_of_slice("ipv6");
  apply_certificate({"a.example"});
  work(std::chrono::minutes(2));
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  EXPECT_FALSE(has_door());
  EXPECT_EQ(uid_of_slice("ipv6"), uid) << "it is not needed, and not ours";
  put_slice("ipv4");
  apply_named("zoo", {"a.example"});
  work();
  EXPECT_THAT(edited(), SizeIs(0));
  EXPECT_FALSE(has_door());
  EXPECT_THAT(condition(api::kIssuing, "zoo").message,
              HasSubstr("EndpointSlice team/sallyport-challenges-ipv4 is not Sallyport's"));
  EXPECT_THAT(replicas(), testing::ElementsAre("10.9.9.9"));
}

TEST_F(Edits, AHostThatIsTakenOutLeavesTheOthersTheirPace) {
  apply_shop();
  apply_certificate({"a.example"});
  apply_named("zoo", {"b.example"});
  work(std::chrono::minutes(2));
  apply_shop();
  work(base::Seconds(10));
  ASSERT_THAT(edited(), SizeIs(2)) << "they were there for long";
  api_.remove(api::kCertificates, {"team", "zoo"});
  work(base::Seconds(10));
  ASSERT_THAT(edited(), testing::ElementsAre("a.example"));
  apply_shop();
  work(base::Seconds(10));
  EXPECT_THAT(edited(), SizeIs(0)) << "it is the third time";
}

TEST_F(Edits, AnotherIngressOfTheSolverIsEditedAndTheFirstOneNoMore) {
  apply_shop();
  apply_certificate({"a.example"});
  work(std::chrono::minutes(2));
  ASSERT_THAT(edited(), SizeIs(1));
  solve_by("other");
  work();
  EXPECT_THAT(edited(), SizeIs(0));
}

}  // namespace
