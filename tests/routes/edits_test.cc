// The challenge path in a user's own Ingress: what is put in and taken out, by real JSON Patches.

#include "routes/edits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "fakes/fake_clock.h"
#include "routes/edit_desk.h"

namespace controller {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kAlways = [](const std::string&) { return true; };
constexpr auto kNever = [](const std::string&) { return false; };

json path(const std::string& text, const std::string& service) {
  return {{"path", text},
          {"pathType", "Prefix"},
          {"backend", {{"service", {{"name", service}, {"port", {{"number", 80}}}}}}}};
}
using Some = std::vector<json>;
json rule(const std::string& host, const Some& paths) {
  json made{{"host", host}};
  if (!paths.empty()) made["http"]["paths"] = paths;
  return made;
}
json ingress(const Some& rules) {
  return {{"metadata",
           {{"name", "shop"},
            {"namespace", "team"},
            {"uid", "u-1"},
            {"resourceVersion", "7"},
            {"annotations", {{"a", "b"}}},
            {"labels", {{"c", "d"}}}}},
          {"spec", {{"ingressClassName", "x"}, {"rules", rules}}}};
}
const json kShop = ingress({rule("a.example", {path("/", "web"), path("/api", "api")}),
                            rule("b.example", {path("/", "web")})});

UserIngressSeen seen(const json& object) {
  return read_user_ingress(wire::Object::parse(object.dump()));
}
// What the API server makes of it; throws where a test fails.
json patched(const json& object, const std::string& patch) {
  return patch.empty() ? object : object.patch(json::parse(patch));
}
json with_path(const json& object, const std::vector<std::string>& hosts) {
  return patched(object, patch_to_add(seen(object), hosts, "Prefix"));
}
json without_path(const json& object) {
  return patched(object, patch_to_remove(seen(object), kNever));
}

TEST(Edits, ThePathOfTheHostLeadsToTheDoorBeforeAllOthers) {
  const json edited = with_path(kShop, {"a.example"});
  const json& paths = edited["spec"]["rules"][0]["http"]["paths"];
  ASSERT_THAT(paths, SizeIs(3));
  EXPECT_EQ(
      paths[0],
      (json{{"path", "/.well-known/acme-challenge/"},
            {"pathType", "Prefix"},
            {"backend",
             {{"service", {{"name", "sallyport-challenges"}, {"port", {{"name", "http"}}}}}}}}));
  EXPECT_EQ(edited["spec"]["rules"][1], kShop["spec"]["rules"][1]);
  EXPECT_TRUE(verdict_of(seen(edited), "a.example").in_place);
  EXPECT_FALSE(verdict_of(seen(edited), "b.example").in_place);
  EXPECT_EQ(patch_to_add(seen(edited), {"a.example"}, "Prefix"), "") << "once";
}

TEST(Edits, WhatWasPutInIsTakenOutExactly) {
  const json shops[] = {
      kShop,
      ingress({rule("a.example", {path("/", "web")})}),
      ingress({json{{"http", {{"paths", json::array({path("/", "web")})}}}},
               rule("a.example", {path("/x", "y")})}),
      ingress({rule("c.example", {}), rule("a.example", {path("/", "web")})}),
  };
  for (const json& shop : shops) {
    const json edited = with_path(shop, {"a.example", "b.example"});
    EXPECT_NE(edited, shop);
    EXPECT_EQ(without_path(edited), shop) << shop.dump();
    EXPECT_EQ(patch_to_remove(seen(edited), kAlways), "") << "as long as it is wanted";
    EXPECT_EQ(patch_to_remove(seen(shop), kNever), "") << "nothing of ours is there";
  }
}

TEST(Edits, OfTwoHostsOnlyTheOneThatNobodyWantsIsTakenOut) {
  const json edited = with_path(kShop, {"a.example", "b.example"});
  const json left = patched(edited, patch_to_remove(seen(edited), [](const std::string& host) {
                              return host == "b.example";
                            }));
  EXPECT_EQ(left, with_path(kShop, {"b.example"}));
}

TEST(Edits, OnlyHostsThatMissThePathGetIt) {
  const json edited = with_path(kShop, {"a.example"});
  EXPECT_THAT(hosts_to_add(seen(edited), {"a.example", "b.example", "c.example"}),
              ElementsAre("b.example"));
}

TEST(Edits, WhatTheUserChangedMeanwhileStays) {
  json edited = with_path(kShop, {"a.example"});
  edited["spec"]["rules"][0]["http"]["paths"].insert(
      edited["spec"]["rules"][0]["http"]["paths"].begin(), path("/new", "new"));
  const json left = without_path(edited)["spec"]["rules"][0]["http"]["paths"];
  EXPECT_EQ(left, json::array({path("/new", "new"), path("/", "web"), path("/api", "api")}));
}

TEST(Edits, APathThatIsLeftAloneGoesWithTheListThatItIsIn) {
  json edited = with_path(ingress({rule("a.example", {path("/", "web")})}), {"a.example"});
  edited["spec"]["rules"][0]["http"]["paths"].erase(1);
  EXPECT_EQ(without_path(edited)["spec"]["rules"][0], (json{{"host", "a.example"}}));
}

TEST(Edits, WhatWasDecidedFromAnOlderIngressIsRefused) {
  json newer = kShop;
  newer["metadata"]["resourceVersion"] = "8";
  EXPECT_THROW(patched(newer, patch_to_add(seen(kShop), {"a.example"}, "Prefix")), json::exception);
  json again = kShop;
  again["metadata"]["uid"] = "u-2";
  EXPECT_THROW(patched(again, patch_to_add(seen(kShop), {"a.example"}, "Prefix")), json::exception);
  const json edited = with_path(kShop, {"a.example"});
  json moved = edited;
  moved["metadata"]["resourceVersion"] = "9";
  EXPECT_THROW(patched(moved, patch_to_remove(seen(edited), kNever)), json::exception);
}

TEST(Edits, WhatCannotBeDoneIsSaidAndNotTried) {
  const struct {
    Some rules;
    std::string words;
  } rows[] = {
      {{rule("b.example", {path("/", "web")})}, "has no rule with paths for a.example"},
      {{rule("a.example", {})}, "has no rule with paths for a.example"},
      {{rule("a.example", {path("/.well-known/acme-challenge/", "old-solver")})},
       "to Service old-solver: take that path out"},
      {{rule("a.example", {path("/.well-known/acme-challenge", "old-solver")})},
       "to Service old-solver: take that path out"},
  };
  for (const auto& row : rows) {
    const UserIngressSeen shop = seen(ingress(row.rules));
    EXPECT_THAT(verdict_of(shop, "a.example").refusal, HasSubstr(row.words));
    EXPECT_THAT(verdict_of(shop, "a.example").refusal, HasSubstr("Ingress team/shop"));
    EXPECT_EQ(patch_to_add(shop, {"a.example"}, "Prefix"), "");
  }
}

TEST(Edits, OfAnIngressLittleIsKept) {
  Some rules;
  for (int i = 0; i < 1000; ++i) rules.push_back(rule("h" + std::to_string(i), {path("/", "w")}));
  const UserIngressSeen big = seen(ingress(rules));
  EXPECT_THAT(big.rules, SizeIs(256));
  EXPECT_THAT(big.meta.annotations, IsEmpty());
  EXPECT_THAT(big.meta.labels, IsEmpty());
}

// ---- The door -----------------------------------------------------------------------------------

const RouteTarget kTarget{"sallyport-system", "sallyport-sidecar", true};

installation::SliceSeen slice(const std::string& type, const std::vector<std::string>& addresses,
                              const std::string& service = "sallyport-sidecar",
                              const std::string& home = "sallyport-system") {
  installation::SliceSeen made;
  made.meta.namespace_ = home;
  made.meta.labels["kubernetes.io/service-name"] = service;
  made.address_type = type;
  for (const std::string& each : addresses) made.ready.push_back({each, 8090, 8089, 0});
  return made;
}

std::vector<std::string> addresses(const wire::Writer& body) {
  std::vector<std::string> all;
  for (const auto& endpoint : body.object().objects("endpoints"))
    for (const std::string& each : endpoint.texts("addresses")) all.push_back(each);
  return all;
}

TEST(Door, HasTheReplicasOfTheSidecarAndNoOthers) {
  const Door door = door_in(
      "team",
      {slice("IPv4", {"10.0.0.2", "10.0.0.1"}), slice("IPv4", {"10.0.0.1"}),
       slice("IPv4", {"10.0.0.9"}, "more"),
       slice("IPv4", {"10.0.0.8"}, "sallyport-sidecar", "other"), slice("IPv6", {"fd00::1"})},
      kTarget);
  ASSERT_THAT(door.slices, SizeIs(2));
  EXPECT_EQ(door.slices[0].first.text(), "team/sallyport-challenges-ipv4");
  EXPECT_THAT(addresses(door.slices[0].second), ElementsAre("10.0.0.1", "10.0.0.2"));
  EXPECT_EQ(door.slices[1].first.text(), "team/sallyport-challenges-ipv6");
  EXPECT_THAT(addresses(door.slices[1].second), ElementsAre("fd00::1"));
  const wire::Object first = door.slices[0].second.object();
  EXPECT_EQ(first.object("metadata").object("labels").text("kubernetes.io/service-name"),
            "sallyport-challenges");
  EXPECT_EQ(first.objects("ports").at(0).integer("port"), 8089);
  EXPECT_FALSE(door.service.object().object("spec").has("selector"));
  EXPECT_THAT(slices_of_door("team"), SizeIs(2));
}

TEST(Door, IsAnotherOneWithOtherReplicas) {
  const auto hash = [](const std::vector<std::string>& replicas) {
    return door_in("team", {slice("IPv4", replicas)}, kTarget).hash;
  };
  EXPECT_EQ(hash({"10.0.0.1", "10.0.0.2"}), hash({"10.0.0.2", "10.0.0.1"}));
  EXPECT_NE(hash({"10.0.0.1"}), hash({"10.0.0.2"}));
  EXPECT_NE(hash({"10.0.0.1"}), hash({}));
}

// ---- The desk -----------------------------------------------------------------------------------

TEST(EditDesk, WhoTakesThePathOutAgainIsGivenWayAfterFiveTimes) {
  fakes::FakeClock clock;
  EditDesk desk(clock);
  const kube::ObjectKey shop{"team", "shop"};
  EXPECT_EQ(desk.pace(shop, "a").pause, base::Millis(0));
  for (int times = 1; times < EditDesk::kMostTimes; ++times) {
    desk.note_added(shop, {"a"});
    EXPECT_EQ(desk.pace(shop, "a").pause, base::Seconds(30 * times));
    EXPECT_FALSE(desk.pace(shop, "a").left_alone);
    EXPECT_EQ(desk.pace(shop, "b").pause, base::Millis(0)) << "another host";
    clock.advance(base::Seconds(30 * times));
    EXPECT_EQ(desk.pace(shop, "a").pause, base::Millis(0));
  }
  desk.note_added(shop, {"a"});
  EXPECT_TRUE(desk.pace(shop, "a").left_alone);
  clock.advance(EditDesk::kLeftAlone);
  EXPECT_FALSE(desk.pace(shop, "a").left_alone);
  desk.note_added(shop, {"b"});
  desk.note_removed(shop, "b");
  EXPECT_EQ(desk.pace(shop, "b").pause, base::Millis(0)) << "it was taken out by us";
}

TEST(EditDesk, OfADoorTheSameContentHasAPaceAndAnotherOneHasNone) {
  fakes::FakeClock clock;
  EditDesk desk(clock);
  const kube::ObjectKey slice{"team", "endpointslices/door"};
  desk.note_written(slice, "one");
  EXPECT_EQ(desk.pace(slice, "one").pause, base::Millis(0)) << "a hand may slip";
  for (int times = 0; times < 2; ++times) desk.note_written(slice, "one");
  for (int times = 0; times < 2; ++times) desk.note_written({"team", "services/door"}, "one");
  EXPECT_EQ(desk.pace(slice, "one").pause, base::Seconds(60));
  EXPECT_EQ(desk.pace(slice, "two").pause, base::Millis(0)) << "the replicas are others";
  desk.note_written(slice, "two");
  EXPECT_EQ(desk.pace(slice, "one").pause, base::Millis(0)) << "they are as before again";
  desk.note_gone(slice);
  EXPECT_EQ(desk.pace(slice, "two").pause, base::Millis(0)) << "it was taken away by us";
  EXPECT_EQ(desk.pace({"team", "services/door"}, "one").pause, base::Seconds(30));
}

TEST(EditDesk, KeepsNoMoreThanItSays) {
  fakes::FakeClock clock;
  EditDesk desk(clock);
  for (std::size_t i = 0; i <= EditDesk::kMost; ++i)
    desk.note_added({"t", "s"}, {std::to_string(i)});
  std::size_t kept = 0;
  for (std::size_t i = 0; i <= EditDesk::kMost; ++i)
    kept += desk.pace({"t", "s"}, std::to_string(i)).pause > base::Millis(0) ? 1 : 0;
  EXPECT_EQ(kept, EditDesk::kMost);
}

}  // namespace
}  // namespace controller
