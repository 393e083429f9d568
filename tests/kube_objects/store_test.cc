#include "kube_objects/store.h"

#include <gmock/gmock.h>

#include <thread>

#include "fakes/item.h"

namespace kube {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    store_.on_change([this](const ObjectKey& key, const auto& before, const auto& after) {
      heard_.push_back(key.name + " " + text(before) + "->" + text(after));
    });
  }

  static std::string text(const Store<Item>::Value& value) {
    return value ? value->meta.uid + "@" + value->meta.resource_version : "none";
  }
  std::vector<std::string> heard() { return std::exchange(heard_, {}); }
  std::string now(const std::string& name) { return text(store_.get({"team-a", name})); }
  void start_with(Shelf<Item> items) {
    store_.replace_all(std::move(items), "10");
    heard_.clear();
  }

  Store<Item> store_;
  std::vector<std::string> heard_;
};

TEST_F(StoreTest, AllAreSortedByKeyAndANamespaceHasItsOwn) {
  const auto in = [](const std::string& space, const std::string& name) {
    Item made = item(name, space + "/" + name, "1");
    made.meta.namespace_ = space;
    made.colour = "red";
    return made;
  };
  for (const auto& each : {in("team-b", "a"), in("team-a", "z"), in("team-a", "b"), in("team", "c"),
                           in("team-a1", "d"), in("", "e")}) {
    store_.put(each);
  }
  const auto texts = [](auto range) {
    std::vector<std::string> all;
    for (const auto& each : range) all.push_back(each->meta.uid + " " + each->colour);
    return all;
  };
  EXPECT_THAT(texts(store_.all()), ElementsAre("/e red", "team/c red", "team-a/b red",
                                               "team-a/z red", "team-a1/d red", "team-b/a red"));
  EXPECT_THAT(texts(store_.all_of("team-a")), ElementsAre("team-a/b red", "team-a/z red"));
  EXPECT_THAT(texts(store_.all_of("")), ElementsAre("/e red"));
  EXPECT_THAT(texts(store_.all_of("nobody")), IsEmpty());
}

TEST_F(StoreTest, WhatWasReadStaysAsItWas) {
  store_.put(item("web", "u1", "1"));
  const auto before = store_.get({"team-a", "web"});
  const auto all = store_.all();
  store_.put(item("web", "u1", "2"));
  store_.remove({"team-a", "web"}, "u1");
  EXPECT_EQ(text(before), "u1@1");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(text(*all.begin()), "u1@1");
}

TEST_F(StoreTest, IsTheSameAfterItWasGathered) {
  const auto put = [this](int number, int version) {
    const std::string name = "n" + std::to_string(number);
    store_.put(item(name, "of-" + name, std::to_string(version)));
  };
  for (int round = 1; round < 4; ++round) {
    for (int i = 0; i < 150; ++i) put(i, round);
    const auto before = store_.get({"team-a", "n3"});
    store_.remove({"team-a", "n7"}, "of-n7", "1");
    heard_.clear();
    store_.gather();
    EXPECT_THAT(heard_, IsEmpty());
    EXPECT_EQ(store_.size(), 149U);
    EXPECT_EQ(now("n149"), "of-n149@" + std::to_string(round));
    EXPECT_EQ(now("n7"), "none");
    put(3, 10 + round);
    EXPECT_EQ(now("n3"), "of-n3@" + std::to_string(10 + round));
    EXPECT_EQ(text(before), "of-n3@" + std::to_string(round == 1 ? 1 : 9 + round));
  }
}

TEST_F(StoreTest, VersionsAreComparedAsNumbers) {
  EXPECT_TRUE(older_version("9", "10"));
  EXPECT_TRUE(older_version("19", "20"));
  EXPECT_FALSE(older_version("10", "9"));
  EXPECT_FALSE(older_version("10", "10"));
  EXPECT_TRUE(older_version("99999999999999999999", "100000000000000000000"));
}

TEST_F(StoreTest, WhatIsPutIsFoundAndHeard) {
  store_.put(item("web", "u1", "5"));
  EXPECT_EQ(now("web"), "u1@5");
  EXPECT_EQ(store_.size(), 1U);
  EXPECT_EQ(store_.all().size(), 1U);
  EXPECT_THAT(heard(), ElementsAre("web none->u1@5"));
}

TEST_F(StoreTest, TheWholeStateOfOneNamespaceLeavesTheOthersAlone) {
  start_with({item("web", "u1", "9"), item("old", "u2", "9")});
  Item elsewhere = item("mail", "u3", "7");
  elsewhere.meta.namespace_ = "team-b";
  store_.replace_all({elsewhere}, "20", "team-b");
  EXPECT_THAT(heard(), ElementsAre("mail none->u3@7"));
  store_.replace_all({item("web", "u1", "9")}, "21", "team-a");
  EXPECT_THAT(heard(), ElementsAre("old u2@9->none"));
  EXPECT_EQ(store_.size(), 2U);
}

TEST_F(StoreTest, TheSameVersionAgainIsNoNews) {
  start_with({item("web", "u1", "9")});
  store_.put(item("web", "u1", "9"));
  EXPECT_THAT(heard(), IsEmpty());
}

TEST_F(StoreTest, AnOlderVersionDoesNotReplaceANewerOne) {
  start_with({item("web", "u1", "9")});
  store_.put(item("web", "u1", "100"));
  store_.put(item("web", "u1", "99"));
  EXPECT_EQ(now("web"), "u1@100");
  EXPECT_THAT(heard(), ElementsAre("web u1@9->u1@100"));
}

TEST_F(StoreTest, ALateEventOfARemovedObjectDoesNotBringItBack) {
  start_with({item("web", "u1", "9")});
  store_.remove({"team-a", "web"});
  store_.put(item("web", "u1", "11"));
  EXPECT_EQ(now("web"), "none");
  EXPECT_THAT(heard(), ElementsAre("web u1@9->none"));
}

TEST_F(StoreTest, WhatOnlyCeasedToMatchComesBackWithANewerVersion) {
  start_with({item("a", "u1", "5")});
  store_.remove({"team-a", "a"}, "u1", "7");
  store_.put(item("a", "u1", "6"));
  EXPECT_EQ(now("a"), "none");
  store_.put(item("a", "u1", "8"));
  EXPECT_THAT(heard(), ElementsAre("a u1@5->none", "a none->u1@8"));
}

TEST_F(StoreTest, AnObjectRemovedBeforeItWasSeenStaysAway) {
  store_.remove({"team-a", "web"}, "u1");
  store_.put(item("web", "u1", "11"));
  EXPECT_EQ(now("web"), "none");
  EXPECT_THAT(heard(), IsEmpty());
}

TEST_F(StoreTest, AnObjectMadeAgainIsAccepted) {
  start_with({item("web", "u1", "9")});
  store_.remove({"team-a", "web"}, "u1");
  store_.put(item("web", "u2", "12"));
  EXPECT_EQ(now("web"), "u2@12");
  EXPECT_THAT(heard(), ElementsAre("web u1@9->none", "web none->u2@12"));
}

TEST_F(StoreTest, AnObjectMadeAgainUnseenIsHeardAsRemovedThenAdded) {
  start_with({item("web", "u1", "9")});
  store_.put(item("web", "u2", "12"));
  EXPECT_THAT(heard(), ElementsAre("web u1@9->none", "web none->u2@12"));
  store_.put(item("web", "u1", "11"));
  store_.remove({"team-a", "web"}, "u1");
  EXPECT_EQ(now("web"), "u2@12");
  EXPECT_THAT(heard(), IsEmpty());
}

TEST_F(StoreTest, ARemovalOfAnotherObjectOfTheSameNameIsIgnored) {
  start_with({item("web", "u2", "9")});
  store_.remove({"team-a", "web"}, "u1");
  EXPECT_EQ(now("web"), "u2@9");
  EXPECT_THAT(heard(), IsEmpty());
}

TEST_F(StoreTest, TheGravesAreBounded) {
  for (int i = 0; i < 65; ++i) store_.remove({"team-a", "web"}, "u" + std::to_string(i));
  store_.put(item("web", "u1", "11"));
  EXPECT_EQ(now("web"), "none");
  store_.put(item("web", "u0", "11"));
  EXPECT_EQ(now("web"), "u0@11");
}

TEST_F(StoreTest, AnObjectHasOneGraveHoweverOftenItsRemovalIsTold) {
  for (int i = 0; i < 64; ++i) {
    const std::string uid = "u" + std::to_string(i);
    store_.put(item(uid, uid, "11"));
    store_.remove({"team-a", uid}, uid);
    store_.remove({"team-a", uid}, uid, "12");
  }
  store_.put(item("u0", "u0", "13"));
  EXPECT_EQ(now("u0"), "none");
}

TEST_F(StoreTest, OfTwoRemovalsTheNewerHolds) {
  store_.remove({"team-a", "web"}, "u1", "100");
  store_.remove({"team-a", "web"}, "u1", "99");
  store_.put(item("web", "u1", "100"));
  EXPECT_EQ(now("web"), "none");
  store_.remove({"team-a", "web"}, "u1", "102");
  store_.put(item("web", "u1", "101"));
  EXPECT_EQ(now("web"), "none");
  store_.put(item("web", "u1", "103"));
  EXPECT_EQ(now("web"), "u1@103");
}

TEST_F(StoreTest, AWholeStateIsHeardAsItsDifference) {
  start_with({item("gone", "u1", "1"), item("same", "u2", "2"), item("changed", "u3", "3"),
              item("again", "u4", "4")});
  store_.replace_all({item("same", "u2", "2"), item("changed", "u3", "20"),
                      item("again", "u5", "21"), item("new", "u6", "22")},
                     "30");
  EXPECT_THAT(heard(), testing::UnorderedElementsAre("gone u1@1->none", "again u4@4->none",
                                                     "again none->u5@21", "changed u3@3->u3@20",
                                                     "new none->u6@22"));
  EXPECT_EQ(store_.size(), 4U);
}

TEST_F(StoreTest, AWholeStateDoesNotLoseWhatWasWrittenAfterIt) {
  start_with({item("changed", "u1", "9"), item("gone", "u2", "9")});
  store_.put(item("changed", "u1", "41"));
  store_.put(item("new", "u3", "42"));
  heard();
  store_.replace_all({item("changed", "u1", "9")}, "40");
  EXPECT_EQ(now("changed"), "u1@41");
  EXPECT_EQ(now("new"), "u3@42");
  EXPECT_THAT(heard(), ElementsAre("gone u2@9->none"));
}

TEST_F(StoreTest, AWholeStateShowsAgainWhatWasHeldToBeGone) {
  start_with({item("web", "u1", "9")});
  store_.remove({"team-a", "web"}, "u1");
  store_.replace_all({item("web", "u1", "11")}, "12");
  EXPECT_EQ(now("web"), "u1@11");
  store_.put(item("web", "u1", "13"));
  EXPECT_EQ(now("web"), "u1@13");
}

TEST_F(StoreTest, TheListenerMayReadTheStore) {
  Store<Item> store;
  std::size_t seen = 0;
  store.on_change([&](const ObjectKey&, const auto&, const auto&) { seen = store.size(); });
  store.put(item("web", "u1", "1"));
  EXPECT_EQ(seen, 1U);
}

TEST_F(StoreTest, ReadersAndWritersDoNotDisturbEachOther) {
  Store<Item> store;
  std::jthread writer([&] {
    for (int i = 1; i <= 1000; ++i) store.put(item("web", "u1", std::to_string(i)));
  });
  std::string last = "0";
  while (last != "1000") {
    const auto value = store.get({"team-a", "web"});
    if (!value) continue;
    ASSERT_FALSE(older_version(value->meta.resource_version, last));
    last = value->meta.resource_version;
  }
}

}  // namespace
}  // namespace kube
