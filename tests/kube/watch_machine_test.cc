#include "kube/watch_machine.h"

#include <gmock/gmock.h>

#include <functional>
#include <random>

#include "fakes/item.h"

namespace kube {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr base::Millis kLong{100'000};
constexpr base::Millis kShort{10};

std::string text(const NextAct& act) {
  if (const auto* list = std::get_if<ListNext>(&act)) {
    return "list " + list->from + (list->at_once ? "at once" : "");
  }
  const auto& open = std::get<OpenStream>(act);
  return open.initial_events ? "start" : "watch from " + open.resource_version;
}

std::string text(const StoreEvent& event) {
  if (const auto* changed = std::get_if<Changed>(&event)) {
    return "changed " + read_meta(changed->object).name;
  }
  if (const auto* removed = std::get_if<Removed>(&event)) {
    return "removed " + read_meta(removed->object).name;
  }
  if (const auto* whole = std::get_if<ReplaceAll>(&event))
    return "whole@" + whole->resource_version;
  return "start over";
}

class WatchMachineTest : public testing::Test {
 protected:
  std::string next() { return text(machine_.next()); }
  std::vector<std::string> texts(const std::vector<StoreEvent>& events) {
    std::vector<std::string> all;
    for (const StoreEvent& event : events) all.push_back(text(event));
    return all;
  }
  std::vector<std::string> event(const std::string& type, const std::string& version,
                                 const std::string& name = "web") {
    return texts(machine_.line(wire::Object::parse(R"({"type":")" + type + R"(","object":)" +
                                                   item_json(name, "u1", version) + "}")));
  }
  std::vector<std::string> bookmark(const std::string& version, bool ends_initial_events) {
    return texts(machine_.line(wire::Object::parse(
        R"({"type":"BOOKMARK","object":{"kind":"Item","metadata":{"resourceVersion":")" + version +
        R"(","annotations":{"k8s.io/initial-events-end":")" +
        (ends_initial_events ? "true" : "false") + R"("}}}})")));
  }
  void error(int code, const std::string& reason) {
    EXPECT_THAT(texts(machine_.line(
                    wire::Object::parse(R"({"type":"ERROR","object":{"kind":"Status","reason":")" +
                                        reason + R"(","code":)" + std::to_string(code) + "}}"))),
                IsEmpty());
    EXPECT_FALSE(machine_.stream_good());
  }
  std::vector<std::string> page(const std::string& name, const std::string& version,
                                const std::string& next_page) {
    return texts(
        machine_.page({wire::Object::parse(item_json(name, "u1", "1"))}, version, next_page));
  }
  void start_watching() { ASSERT_THAT(bookmark("10", true), ElementsAre("whole@10")); }

  WatchMachine machine_;
};

TEST_F(WatchMachineTest, StartsWithAStreamingList) {
  EXPECT_EQ(next(), "start");
  EXPECT_THAT(event("ADDED", "7", "a"), ElementsAre("changed a"));
  EXPECT_THAT(event("ADDED", "3", "b"), ElementsAre("changed b"));
  EXPECT_THAT(bookmark("9", false), IsEmpty());
  EXPECT_FALSE(machine_.synced());
  EXPECT_THAT(bookmark("10", true), ElementsAre("whole@10"));
  EXPECT_TRUE(machine_.synced());
  EXPECT_EQ(next(), "watch from 10");
}

TEST_F(WatchMachineTest, WhatIsDeletedBeforeTheBookmarkIsTold) {
  event("ADDED", "7");
  EXPECT_THAT(event("DELETED", "8"), ElementsAre("removed web"));
}

TEST_F(WatchMachineTest, ResumesFromTheLastVersionOfAnyEvent) {
  start_watching();
  EXPECT_THAT(event("ADDED", "11"), ElementsAre("changed web"));
  EXPECT_EQ(next(), "watch from 11");
  EXPECT_THAT(event("MODIFIED", "12"), ElementsAre("changed web"));
  EXPECT_EQ(next(), "watch from 12");
  EXPECT_THAT(event("DELETED", "13"), ElementsAre("removed web"));
  EXPECT_EQ(next(), "watch from 13");
  EXPECT_THAT(bookmark("14", false), IsEmpty());
  machine_.ended(kLong, false);
  EXPECT_EQ(next(), "watch from 14");
  EXPECT_EQ(machine_.failures(), 0);
}

TEST_F(WatchMachineTest, NeverWatchesFromNoVersion) {
  EXPECT_THAT(bookmark("", true), IsEmpty());
  EXPECT_FALSE(machine_.synced());
  start_watching();
  event("MODIFIED", "");
  EXPECT_EQ(next(), "watch from 10");
  machine_.refused(410);
  machine_.refused(400);
  EXPECT_THAT(page("web", "", ""), ElementsAre("changed web"));
  EXPECT_EQ(next(), "list ");
}

TEST_F(WatchMachineTest, AnUnknownEventIsNone) {
  start_watching();
  EXPECT_THAT(event("NOVELTY", "11"), IsEmpty());
  EXPECT_THROW(machine_.line(wire::Object()), wire::Malformed);
  EXPECT_THROW(machine_.line(wire::Object::parse(R"({"type":"ADDED","object":[]})")),
               wire::Malformed);
}

TEST_F(WatchMachineTest, ARefusedStreamingListBecomesAListAtOnceAndForEver) {
  for (const int status : {400, 403, 422}) {
    machine_ = WatchMachine();
    machine_.refused(status);
    EXPECT_EQ(next(), "list ") << status;
    EXPECT_EQ(machine_.failures(), 0);
    page("web", "10", "");
    machine_.refused(410);
    EXPECT_EQ(next(), "list ");
  }
}

TEST_F(WatchMachineTest, ABusyOrUnknowingServerIsAskedAgain) {
  for (const int status : {401, 429, 500, 503}) {
    machine_ = WatchMachine();
    machine_.refused(status);
    EXPECT_EQ(next(), "start") << status;
    EXPECT_EQ(machine_.failures(), 1);
  }
}

TEST_F(WatchMachineTest, AStreamingListWithoutItsBookmarkBecomesAList) {
  event("ADDED", "7");
  machine_.ended(base::Seconds(65), true);
  EXPECT_EQ(next(), "list ");
  EXPECT_EQ(machine_.failures(), 0);
  machine_ = WatchMachine();
  machine_.ended(kShort, false);
  EXPECT_EQ(next(), "list ");
}

TEST_F(WatchMachineTest, AStreamingListThatBrokeIsBegunAgain) {
  event("ADDED", "7");
  machine_.ended(base::Millis(5000), true);
  EXPECT_EQ(next(), "start");
  EXPECT_EQ(machine_.failures(), 1);
  EXPECT_FALSE(machine_.synced());
}

TEST_F(WatchMachineTest, AStreamingListThatBreaksTimeAndAgainIsNoSuccessByWhatItBrought) {
  for (int times = 1; times <= 5; ++times) {
    event("ADDED", "7");
    machine_.ended(base::Millis(5000), true);
    EXPECT_EQ(machine_.failures(), times);
  }
}

TEST_F(WatchMachineTest, AListIsReadPageByPage) {
  machine_.refused(400);
  EXPECT_THAT(page("a", "20", "p2"), ElementsAre("changed a"));
  EXPECT_EQ(next(), "list p2");
  EXPECT_FALSE(machine_.synced());
  EXPECT_THAT(page("b", "20", ""), ElementsAre("changed b", "whole@20"));
  EXPECT_EQ(next(), "watch from 20");
}

TEST_F(WatchMachineTest, AListWhosePagesExpireIsReadAtOnce) {
  machine_.refused(400);
  page("a", "20", "p2");
  machine_.refused(410);
  EXPECT_EQ(next(), "list at once");
  page("a", "21", "");
  EXPECT_EQ(next(), "watch from 21");
}

TEST_F(WatchMachineTest, AListThatFailsIsBegunAgainLater) {
  machine_.refused(400);
  page("a", "20", "p2");
  machine_.refused(0);
  EXPECT_EQ(next(), "list ");
  EXPECT_GT(machine_.failures(), 0);
}

TEST_F(WatchMachineTest, AVersionThatIsGoneMeansTheWholeStateAgain) {
  start_watching();
  machine_.refused(410);
  EXPECT_EQ(next(), "start");
  EXPECT_EQ(machine_.failures(), 0);
  start_watching();
  error(410, "");
  machine_.ended(kLong, false);
  EXPECT_EQ(next(), "start");
  start_watching();
  error(0, "Expired");
  machine_.ended(kLong, false);
  EXPECT_EQ(next(), "start");
  EXPECT_TRUE(machine_.stream_good());
}

TEST_F(WatchMachineTest, AVersionThatIsGoneTimeAndAgainIsWaitedFor) {
  for (int i = 0; i < 3; ++i) {
    start_watching();
    EXPECT_EQ(machine_.failures(), 0);
    machine_.refused(410);
    EXPECT_EQ(machine_.failures(), i == 0 ? 0 : i + 1);
  }
}

TEST_F(WatchMachineTest, AVersionThatWentWhileTheServerWasAwayIsNotWaitedFor) {
  start_watching();
  for (int i = 0; i < 4; ++i) machine_.ended(kShort, true);
  error(410, "Expired");
  machine_.ended(kShort, false);
  EXPECT_EQ(next(), "start");
  EXPECT_EQ(machine_.failures(), 0);
}

TEST_F(WatchMachineTest, WhatFailedBeforeALongStreamIsHistory) {
  start_watching();
  for (int i = 0; i < 4; ++i) machine_.ended(kShort, true);
  machine_.ended(kLong, true);
  EXPECT_EQ(machine_.failures(), 1);
}

TEST_F(WatchMachineTest, AKindThatIsAbsentIsNoFailureAndIsAskedForHalfAMinuteLater) {
  std::mt19937 random;
  start_watching();
  EXPECT_THAT(texts(machine_.absent()), ElementsAre("start over", "whole@"));
  EXPECT_TRUE(machine_.synced());
  EXPECT_EQ(machine_.failures(), 0);
  EXPECT_EQ(machine_.pause(random), base::Seconds(30));
  EXPECT_EQ(next(), "start");
  bookmark("20", true);
  EXPECT_FALSE(machine_.is_absent());
  EXPECT_EQ(machine_.pause(random), base::Millis(0));
}

TEST_F(WatchMachineTest, DF23_AfterASilentStreamTheWholeStateIsListedAtOnce) {
  start_watching();
  machine_.fell_silent();
  EXPECT_EQ(machine_.failures(), 0);
  EXPECT_EQ(next(), "list ");
}

TEST_F(WatchMachineTest, DF23_AStreamingListThatFallsSilentBecomesAList) {
  machine_.fell_silent();
  EXPECT_EQ(next(), "list ");
}

TEST_F(WatchMachineTest, AnotherErrorKeepsThePlaceAndWaits) {
  start_watching();
  for (int i = 1; i <= 3; ++i) {
    error(500, "InternalError");
    machine_.ended(kShort, false);
    EXPECT_EQ(next(), "watch from 10");
    EXPECT_EQ(machine_.failures(), i);
    EXPECT_TRUE(machine_.stream_good());
  }
}

TEST_F(WatchMachineTest, APlaceThatIsRefusedForLongIsGivenUp) {
  start_watching();
  for (int i = 0; i < 6; ++i) machine_.refused(504);
  EXPECT_EQ(next(), "watch from 10");
  machine_.refused(504);
  EXPECT_EQ(next(), "start");
}

TEST_F(WatchMachineTest, LostRightsKeepThePlaceAndAnUnacceptableOneIsGivenUp) {
  start_watching();
  machine_.refused(403);
  EXPECT_EQ(next(), "watch from 10");
  EXPECT_EQ(machine_.failures(), 1);
  machine_.refused(400);
  EXPECT_EQ(next(), "start");
}

TEST_F(WatchMachineTest, ABrokenStreamKeepsThePlaceForAsLongAsItTakes) {
  start_watching();
  for (int i = 1; i <= 20; ++i) {
    machine_.ended(kShort, true);
    EXPECT_EQ(machine_.failures(), i);
  }
  EXPECT_EQ(next(), "watch from 10");
}

// Its position would be as good, but whether there is more is told by the next bookmark alone.
TEST_F(WatchMachineTest, OneThatStartsAnewReadsTheWholeStateAfterEachFailure) {
  machine_ = WatchMachine(AfterFailure::kStartAnew);
  const auto is_well_with_the_bookmark = [&] {
    EXPECT_EQ(next(), "start");
    EXPECT_EQ(machine_.failures(), 1);
    start_watching();
    EXPECT_EQ(machine_.failures(), 0);
  };
  start_watching();
  machine_.ended(kLong, true);
  is_well_with_the_bookmark();
  machine_.refused(503);
  EXPECT_EQ(next(), "start");
  start_watching();
  machine_.ended(kLong, false);
  EXPECT_EQ(next(), "watch from 10") << "an end in good order is no failure";
}

TEST_F(WatchMachineTest, AShortStreamWithoutAnEventIsAFailureAndALongOneEndsThem) {
  start_watching();
  machine_.ended(kLong, false);
  machine_.ended(kShort, false);
  machine_.ended(kShort, false);
  EXPECT_EQ(machine_.failures(), 2);
  machine_.ended(kLong, false);
  EXPECT_EQ(machine_.failures(), 0);
}

TEST_F(WatchMachineTest, AShortStreamWithAnEventIsNoFailure) {
  start_watching();
  machine_.ended(kLong, false);
  event("MODIFIED", "11");
  machine_.ended(kShort, false);
  EXPECT_EQ(machine_.failures(), 0);
}

// How a watch may go wrong again and again.
struct Trouble {
  std::string name;
  std::function<void(WatchMachine&)> happens;
};

void PrintTo(const Trouble& trouble, std::ostream* out) { *out << trouble.name; }

class Pauses : public WatchMachineTest, public testing::WithParamInterface<Trouble> {
 protected:
  base::Millis after_trouble() {
    GetParam().happens(machine_);
    return machine_.pause(random_);
  }
  // The whole state, where it is due, and something new by the stream that follows.
  void hear() {
    if (next() == "start") bookmark("10", true);
    if (next() == "list ") page("web", "10", "");
    event("MODIFIED", "11");
  }

  std::mt19937 random_{1};
};

TEST_P(Pauses, GrowToTwentySecondsAndAFifthAndBeginAgainAfterASuccess) {
  constexpr base::Millis kLeast{800};
  constexpr base::Millis kMost{20'000};
  for (int times = 0; times < 2; ++times) {
    hear();
    EXPECT_EQ(machine_.pause(random_).count(), 0);
    const base::Millis first = after_trouble();
    EXPECT_LE(first, kLeast * 6 / 5);
    base::Millis longest = first;
    for (int i = 0; i < 1000; ++i) longest = std::max(longest, after_trouble());
    EXPECT_GT(longest, kMost);
    EXPECT_LE(longest, kMost * 6 / 5);
    for (int i = 0; i < 100; ++i) EXPECT_GE(after_trouble(), kMost);
  }
}

INSTANTIATE_TEST_SUITE_P(
    , Pauses,
    testing::Values(
        Trouble{"Busy", [](WatchMachine& machine) { machine.refused(503); }},
        Trouble{"WithoutRights", [](WatchMachine& machine) { machine.refused(403); }},
        Trouble{"KindIsGone", [](WatchMachine& machine) { machine.refused(404); }},
        Trouble{"VersionIsGone", [](WatchMachine& machine) { machine.refused(410); }},
        Trouble{"NoNetwork", [](WatchMachine& machine) { machine.ended(kShort, true); }},
        Trouble{"CutAtOnce", [](WatchMachine& machine) { machine.ended(kShort, false); }}),
    [](const auto& trouble) { return trouble.param.name; });

}  // namespace
}  // namespace kube
