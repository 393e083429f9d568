// The whole thread of a Watch, over an http::Client that plays a script.

#include "kube/watch.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "fakes/fake_clock.h"
#include "fakes/item.h"
#include "stage.h"

namespace kube {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string line(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}
std::string event(const std::string& type, const std::string& name, const std::string& uid,
                  const std::string& version) {
  return line(type, item_json(name, uid, version));
}
std::string initial_end(const std::string& version) {
  return line("BOOKMARK", R"({"kind":"Item","metadata":{"resourceVersion":")" + version +
                              R"(","annotations":{"k8s.io/initial-events-end":"true"}}})");
}
std::string error(int code) {
  return line("ERROR", R"({"kind":"Status","code":)" + std::to_string(code) + "}");
}
std::string list(const std::string& items, const std::string& next) {
  return R"({"metadata":{"resourceVersion":"30","continue":")" + next + R"("},"items":[)" + items +
         "]}";
}

class WatchTest : public testing::Test {
 protected:
  WatchTest() {
    store_.on_change([this](const ObjectKey& key, const auto& before, const auto& after) {
      const std::lock_guard lock(mutex_);
      heard_.push_back(key.name + " " + text(before) + "->" + text(after));
      changed_.notify_all();
    });
    config_.server = *http::parse_url("https://api.example");
  }

  static std::string text(const Store<Item>::Value& value) {
    return value ? value->meta.uid + "@" + value->meta.resource_version : "none";
  }
  void play(std::deque<Scene> scenes, base::Millis silence = Watch::kSilence,
            MayBeAbsent may_be_absent = MayBeAbsent::kNo) {
    stage_ = std::make_unique<Stage>(std::move(scenes));
    client_ = std::make_unique<Client>(*stage_, config_, token_);
    watch_ = std::make_unique<Watch>(
        *client_, WatchTarget{kItems, "team-a", "a=b", may_be_absent, after_failure_}, store_,
        read_item, silence);
  }
  // What was heard, once it is that many things.
  std::vector<std::string> heard(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, base::Seconds(10), [&] { return heard_.size() >= count; });
    return heard_;
  }

  AfterFailure after_failure_ = AfterFailure::kResume;
  fakes::FakeClock clock_;
  Config config_;
  Token token_{config_, clock_};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> heard_;
  Store<Item> store_;
  std::unique_ptr<Stage> stage_;
  std::unique_ptr<Client> client_;
  std::unique_ptr<Watch> watch_;
};

const std::string kInitial =
    event("ADDED", "a", "u1", "5") + event("ADDED", "b", "u2", "4") + initial_end("10");

int decoded = 0;
Item read_and_count(const wire::Object& object) {
  ++decoded;
  return read_item(object);
}

// Most of what a watch brings are our own writes, whose answers were read.
TEST(StoreWriter, AVersionThatTheStoreHasIsNotDecodedAgain) {
  decoded = 0;
  Store<Item> store;
  StoreWriter<Item> writer({kItems, "team-a", ""}, store, read_and_count);
  const auto hear = [&](const std::string& uid, const std::string& version) {
    writer(Changed{wire::Object::parse(item_json("a", uid, version))});
    return decoded;
  };
  EXPECT_EQ(hear("u1", "5"), 1);
  EXPECT_EQ(hear("u1", "5"), 1);
  EXPECT_EQ(hear("u1", "6"), 2);
  EXPECT_EQ(hear("u2", "6"), 3);
  writer(StartOver{});
  EXPECT_EQ(hear("u2", "6"), 4) << "of a whole state nothing is left out";
  writer(ReplaceAll{"9"});
  EXPECT_EQ(store.size(), 1U);
}

TEST_F(WatchTest, TheInitialStateThenEachChangeReachTheStore) {
  play({{200, kInitial + event("MODIFIED", "a", "u1", "11") + event("DELETED", "b", "u2", "12"),
         4096, true}});
  EXPECT_THAT(heard(4),
              ElementsAre("a none->u1@5", "b none->u2@4", "a u1@5->u1@11", "b u2@4->none"));
  EXPECT_TRUE(watch_->synced());
  EXPECT_THAT(stage_->asked(),
              ElementsAre("/apis/example.com/v1/namespaces/team-a/items"
                          "?watch=1&allowWatchBookmarks=true&timeoutSeconds=60&labelSelector=a%3Db"
                          "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                          "&resourceVersion="));
  EXPECT_THAT(stage_->idles(), ElementsAre(base::Seconds(65)));
}

TEST_F(WatchTest, WhatMatchesTheSelectorAgainComesBack) {
  play({{200,
         kInitial + event("DELETED", "a", "u1", "11") + event("MODIFIED", "a", "u1", "11") +
             event("ADDED", "a", "u1", "12"),
         4096, true}});
  EXPECT_THAT(heard(4),
              ElementsAre("a none->u1@5", "b none->u2@4", "a u1@5->none", "a none->u1@12"));
}

TEST_F(WatchTest, FramesMayBeCutAnywhere) {
  play({{200, kInitial + event("MODIFIED", "a", "u1", "11"), 1, true}});
  EXPECT_THAT(heard(3), ElementsAre("a none->u1@5", "b none->u2@4", "a u1@5->u1@11"));
}

TEST_F(WatchTest, BeforeTheBookmarkNothingReachesTheStore) {
  play({{200,
         event("ADDED", "a", "u1", "5") + event("DELETED", "a", "u1", "6") +
             event("ADDED", "b", "u2", "7"),
         4096, false},
        {200, list("", ""), 4096, false}});
  ASSERT_TRUE(stage_->wait_for_requests(3));
  EXPECT_EQ(store_.size(), 0U);
  EXPECT_THAT(heard(0), ElementsAre());
}

TEST_F(WatchTest, WhatIsDeletedBeforeTheBookmarkIsNotInTheState) {
  play({{200,
         event("ADDED", "a", "u1", "5") + event("DELETED", "a", "u1", "6") +
             event("ADDED", "b", "u2", "7") + initial_end("10"),
         4096, true}});
  EXPECT_THAT(heard(1), ElementsAre("b none->u2@7"));
}

TEST_F(WatchTest, AnEndedStreamIsResumed) {
  play({{200, kInitial}, {200, event("MODIFIED", "a", "u1", "11"), 4096, true}});
  EXPECT_THAT(heard(3), ElementsAre("a none->u1@5", "b none->u2@4", "a u1@5->u1@11"));
  const std::string resumed = stage_->asked()[1];
  EXPECT_THAT(resumed, AllOf(HasSubstr("&resourceVersion=10"), Not(HasSubstr("sendInitial"))));
  EXPECT_EQ(stage_->idles()[1], base::Seconds(80));
}

TEST_F(WatchTest, DF23_AfterAStreamThatIsSilentForLongerThanBookmarksNeedAllIsListedAtOnce) {
  play({{200, kInitial},
        {200, "", 1, false, false, true},
        {200, list("", "")},
        {200, list("", "")},
        {200, "", 1, true}},
       base::Millis(1200));
  ASSERT_TRUE(stage_->wait_for_requests(5));
  EXPECT_TRUE(watch_->current());
  EXPECT_THAT(stage_->asked()[2], HasSubstr("items?limit=1&labelSelector=a%3Db"));
  EXPECT_THAT(stage_->asked()[3], HasSubstr("items?limit=500"));
  EXPECT_LT(watch_->silence(), base::Millis(1200));
  EXPECT_EQ(watch_->problem(), "");
}

TEST_F(WatchTest, DF23_AStreamingListThatIsNotAnsweredIsAskedForAgain) {
  play({{0, ""}, {200, kInitial, 4096, true}});
  ASSERT_TRUE(stage_->wait_for_requests(2));
  EXPECT_THAT(stage_->asked()[1], HasSubstr("sendInitialEvents=true"));
}

TEST_F(WatchTest, AKindThatMayBeAbsentIsThereOnceItsCrdIsAndGoneWithIt) {
  for (const int status : {404, 403}) {
    play({{status, ""}}, Watch::kSilence, MayBeAbsent::kYes);
    ASSERT_TRUE(stage_->wait_for_requests(1));
    const auto until = std::chrono::steady_clock::now() + base::Seconds(5);
    while (!watch_->synced() && std::chrono::steady_clock::now() < until)
      base::sleep_for(base::Millis(1), {});
    EXPECT_TRUE(watch_->current()) << status;
    EXPECT_EQ(watch_->problem(), "") << status;
  }
}

TEST_F(WatchTest, OneThatHasHeardNothingForLongIsDeafUntilItHears) {
  play({{200, kInitial},
        {200, "", 1, false, false, true},
        {503, ""},
        {503, ""},
        {503, ""},
        {200, list("", "")},
        {200, event("MODIFIED", "a", "u1", "11"), 4096, true}},
       base::Millis(1200));
  EXPECT_EQ(watch_->problem().find("has heard"), std::string::npos);
  ASSERT_TRUE(stage_->wait_for_requests(4));
  base::sleep_for(base::Millis(200), {});
  EXPECT_TRUE(watch_->deaf());
  EXPECT_FALSE(watch_->current());
  EXPECT_THAT(watch_->problem(), HasSubstr("watch of items in team-a has heard nothing from the "
                                           "API server for "));
  heard(3);
  EXPECT_FALSE(watch_->deaf());
  EXPECT_EQ(watch_->problem(), "");
}

TEST_F(WatchTest, OneWhoseListsFailIsDeaf) {
  play({{400, ""}, {200, list("", "")}, {410, ""}, {403, ""}, {403, ""}}, base::Millis(1500));
  ASSERT_TRUE(stage_->wait_for_requests(5));
  base::sleep_for(base::Millis(1800), {});
  EXPECT_TRUE(watch_->deaf());
}

TEST_F(WatchTest, OneWhoseStreamsAreCutBeforeABookmarkAsksForAWord) {
  play({{200, kInitial}, {0, ""}, {0, ""}, {200, list("", "")}, {200, "", 1, true}},
       base::Millis(2500));
  ASSERT_TRUE(stage_->wait_for_requests(5));
  EXPECT_THAT(stage_->asked()[3], HasSubstr("limit=1&"));
  EXPECT_FALSE(watch_->deaf());
}

TEST_F(WatchTest, OneThatHasNeverHeardIsNotSynced) {
  play({{200, "", 1, true}});
  EXPECT_EQ(watch_->problem(), "watch of items in team-a is not synced");
}

TEST_F(WatchTest, DF23_OneWhoseServerIsGoneWithoutAWordIsNotCurrent) {
  const Scene unanswered{0, ""};
  play({{200, kInitial}, {200, "", 1, false, false, true}, unanswered}, base::Millis(1700));
  ASSERT_TRUE(stage_->wait_for_requests(4));
  EXPECT_TRUE(watch_->synced());
  EXPECT_FALSE(watch_->current());
}

TEST_F(WatchTest, AVersionThatIsGoneIsListedAgainAndTheDifferenceHeard) {
  play({{200, kInitial + error(410)},
        {200, event("ADDED", "a", "u1", "5") + event("ADDED", "c", "u3", "20") + initial_end("21"),
         4096, true}});
  EXPECT_THAT(heard(4),
              ElementsAre("a none->u1@5", "b none->u2@4", "b u2@4->none", "c none->u3@20"));
}

TEST_F(WatchTest, AnotherErrorResumesAfterAWhile) {
  play({{200, kInitial + error(500)}, {200, event("DELETED", "a", "u1", "11"), 4096, true}});
  EXPECT_THAT(heard(3), ElementsAre("a none->u1@5", "b none->u2@4", "a u1@5->none"));
  EXPECT_THAT(stage_->asked()[1], HasSubstr("&resourceVersion=10"));
}

TEST_F(WatchTest, OneThatCannotHearMoreIsSyncedButNotCurrent) {
  play({{200, kInitial + error(500)}, {200, "", 4096, true}});
  ASSERT_TRUE(stage_->wait_for_requests(2));
  EXPECT_TRUE(watch_->synced());
  EXPECT_FALSE(watch_->current());
}

TEST_F(WatchTest, OneThatHearsMoreIsCurrentAgain) {
  play({{200, kInitial + error(500)}, {200, event("DELETED", "a", "u1", "11"), 4096, true}});
  heard(3);
  EXPECT_TRUE(watch_->current());
}

TEST_F(WatchTest, OneThatStartsAnewIsCurrentAsSoonAsTheServerAnswers) {
  after_failure_ = AfterFailure::kStartAnew;
  play({{200, kInitial + error(500)},
        {200, event("ADDED", "a", "u1", "5") + initial_end("11"), 4096, true}});
  EXPECT_THAT(heard(3), ElementsAre("a none->u1@5", "b none->u2@4", "b u2@4->none"));
  const auto until = std::chrono::steady_clock::now() + base::Seconds(10);
  while (!watch_->current() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(base::Millis(1));
  EXPECT_TRUE(watch_->current());
}

TEST_F(WatchTest, AServerWithoutStreamingListsIsListedByPages) {
  play({{400, R"({"kind":"Status","message":"sendInitialEvents is forbidden"})"},
        {200, list(item_json("a", "u1", "5"), "next/1")},
        {200, list(item_json("b", "u2", "4"), "")},
        {200, event("DELETED", "b", "u2", "31"), 4096, true}});
  EXPECT_THAT(heard(3), ElementsAre("a none->u1@5", "b none->u2@4", "b u2@4->none"));
  const auto asked = stage_->asked();
  EXPECT_THAT(asked[1], HasSubstr("items?limit=500&labelSelector=a%3Db"));
  EXPECT_THAT(asked[2], HasSubstr("&continue=next%2F1"));
  EXPECT_THAT(asked[3], HasSubstr("&resourceVersion=30"));
}

TEST_F(WatchTest, PagesThatExpireAreReadAtOnce) {
  play({{400, ""},
        {200, list(item_json("a", "u1", "5"), "p2")},
        {410, R"({"kind":"Status","reason":"Expired"})"},
        {200, list(item_json("b", "u2", "4"), "")}});
  EXPECT_THAT(heard(1), ElementsAre("b none->u2@4"));
  EXPECT_THAT(stage_->asked()[3], HasSubstr("?limit=0&"));
}

TEST_F(WatchTest, WhatCannotBeReadIsLeftOutAndTheRestGoesOn) {
  play({{200,
         line("ADDED", R"({"kind":"Item","metadata":{"name":7}})") +
             line("ADDED", R"({"kind":"Item","metadata":"none"})") +
             line("ADDED", R"({"kind":"Item","metadata":{"name":"x"},"colour":[]})") +
             line("ADDED", R"({"kind":"Status","metadata":{"name":"y"}})") + kInitial +
             line("DELETED", R"({"kind":"Item","metadata":{}})") +
             event("MODIFIED", "a", "u1", "11"),
         4096, true}});
  EXPECT_THAT(heard(3), ElementsAre("a none->u1@5", "b none->u2@4", "a u1@5->u1@11"));
}

TEST_F(WatchTest, AnEndlessLineIsRefusedBeforeItFillsTheMemory) {
  play({{200, std::string(1 << 20, 'x'), 1 << 16, false, true}, {200, kInitial, 4096, true}});
  EXPECT_THAT(heard(2), ElementsAre("a none->u1@5", "b none->u2@4"));
  EXPECT_LE(stage_->played(), (8U << 20) + (1 << 16) + kInitial.size());
}

TEST_F(WatchTest, ALineThatIsNoEventEndsTheStreamAndIsResumed) {
  play({{200, kInitial + "no event\n"}, {200, event("MODIFIED", "a", "u1", "11"), 4096, true}});
  EXPECT_THAT(heard(3), ElementsAre("a none->u1@5", "b none->u2@4", "a u1@5->u1@11"));
}

// The best of a few, since the machine may be busy with other things.
TEST_F(WatchTest, StopsWithinAMomentWhateverItIsDoing) {
  const std::vector<std::deque<Scene>> doings{
      {{200, kInitial, 4096, true}}, {{503, ""}}, {{400, ""}, {200, "", 1, true}}};
  for (const auto& scenes : doings) {
    auto best = base::MonoTime::duration::max();
    for (int i = 0; i < 3; ++i) {
      play(scenes);
      ASSERT_TRUE(stage_->wait_for_requests(1));
      const auto from = base::SystemClock().mono_now();
      watch_.reset();
      best = std::min(best, base::SystemClock().mono_now() - from);
    }
    EXPECT_LT(best, base::Millis(100));
  }
}

}  // namespace
}  // namespace kube
