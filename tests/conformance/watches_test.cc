// Watches: the state and its bookmark, changes, resuming, versions that are gone.
#include <future>

#include "base/stop.h"
#include "conformance/steps.h"
#include "kube/line_buffer.h"
#include "kube/watch.h"

namespace conformance {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kStreamingList[] =
    "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

struct Event {
  std::string type;
  wire::Object object;

  std::string version() const { return object.object("metadata").text("resourceVersion"); }
  std::string text() const { return type + " " + object.object("metadata").text_or("name", ""); }
  bool ends_initial_events() const {
    return object.object("metadata").text_map("annotations").contains("k8s.io/initial-events-end");
  }
};

class Watches : public Steps {
 protected:
  using Seen = std::function<bool(const Event&)>;

  // The events of the namespace's objects until `enough` of one, or until the server ends it.
  std::vector<Event> watch(const std::string& query, const Seen& enough) {
    std::vector<Event> events;
    kube::LineBuffer lines(1 << 20);
    const auto take = [&](std::string_view line) {
      const auto event = wire::Object::parse(line);
      events.push_back({event.text("type"), event.object("object")});
      return !enough(events.back());
    };
    const auto end = client_->stream(
        resource_.path(kKey.namespace_) + "?watch=1" + query + timeout_, base::Seconds(15),
        [&](std::string_view bytes) { return lines.feed(bytes, take); }, {});
    EXPECT_TRUE(end) << end.error().message;
    EXPECT_EQ(end ? end->status : 200, 200) << end->body;
    return events;
  }
  std::vector<Event> watch_from(const std::string& version, std::size_t count,
                                const std::string& more = "") {
    return watch("&resourceVersion=" + version + more,
                 [left = count](const Event&) mutable { return --left == 0; });
  }
  static std::vector<std::string> texts(const std::vector<Event>& events) {
    std::vector<std::string> all;
    for (const Event& event : events) all.push_back(event.text());
    return all;
  }
  std::string version(const std::string& name, const std::string& value, const Data& labels = {}) {
    return applied(secret({{"key", value}}, name, labels)).resource_version;
  }
  // Of a Secret that is new there.
  std::string version_in(const std::string& namespace_) {
    const kube::ObjectKey key{namespace_, "conformance"};
    static_cast<void>(client_->remove(kube::kSecrets, key, {}, {}));
    return applied(kube::new_object(kube::kSecrets, key)).resource_version;
  }

  kube::Resource resource_ = kube::kSecrets;
  std::string timeout_ = "&timeoutSeconds=10";
};

TEST_F(Watches, AStreamingListIsTheWholeStateThenItsBookmark) {
  version("a", "b25l");
  const std::string last = version("b", "b25l");
  const auto events = watch(kStreamingList, [](const Event& e) { return e.type == "BOOKMARK"; });
  EXPECT_THAT(texts(events), ElementsAre("ADDED a", "ADDED b", "BOOKMARK "));
  EXPECT_TRUE(events.back().ends_initial_events());
  EXPECT_FALSE(kube::older_version(events.back().version(), last));
}

TEST_F(Watches, OneOfNothingIsItsBookmarkAlone) {
  const auto events = watch(kStreamingList, [](const Event& e) { return e.type == "BOOKMARK"; });
  EXPECT_THAT(texts(events), ElementsAre("BOOKMARK "));
}

TEST_F(Watches, WhatHappensAfterTheBookmarkIsToldOnTheSameStream) {
  const auto events = watch(kStreamingList, [this](const Event& event) {
    if (event.type == "BOOKMARK") version("a", "b25l");
    return event.type == "ADDED";
  });
  EXPECT_THAT(texts(events), ElementsAre("BOOKMARK ", "ADDED a"));
  EXPECT_TRUE(kube::older_version(events[0].version(), events[1].version()));
}

TEST_F(Watches, AStreamingListWithoutItsMatchIsRefused) {
  const auto end = client_->stream(
      kube::kSecrets.path(kKey.namespace_) + "?watch=1&sendInitialEvents=true&timeoutSeconds=1",
      base::Seconds(15), [](std::string_view) { return true; }, {});
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, 422) << end->body;
}

TEST_F(Watches, OneGoesOnAfterTheVersionThatItIsGiven) {
  const std::string first = version("a", "b25l");
  const std::string second = version("a", "dHdv");
  remove_secret("a");
  const auto events = watch_from(first, 2);
  EXPECT_THAT(texts(events), ElementsAre("MODIFIED a", "DELETED a"));
  EXPECT_EQ(events[0].version(), second);
  EXPECT_TRUE(kube::older_version(second, events[1].version())) << "a delete has its own version";
  const std::string made_again = version("a", "b25l");
  const auto later = watch_from(events[1].version(), 1);
  EXPECT_THAT(texts(later), ElementsAre("ADDED a"));
  EXPECT_EQ(later[0].version(), made_again);
}

TEST_F(Watches, WhatChangedNothingIsNotTold) {
  const std::string first = version("a", "b25l");
  version("a", "b25l");
  version("b", "b25l");
  EXPECT_THAT(texts(watch_from(first, 1)), ElementsAre("ADDED b"));
}

TEST_F(Watches, WithoutAVersionAllIsToldAsIfItWereNew) {
  version("a", "b25l");
  const std::string last = version("a", "dHdv");
  const auto events = watch("", [](const Event&) { return true; });
  EXPECT_THAT(texts(events), ElementsAre("ADDED a"));
  EXPECT_EQ(events[0].version(), last);
}

// Version 1 was before there were Certificates at all.
TEST_F(Watches, OneFromAForgottenVersionHearsThatItIsGoneAndIsEnded) {
  resource_ = api::kCertificates;
  const auto events = watch_from("1", 0);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].type, "ERROR");
  EXPECT_EQ(events[0].object.text("kind"), "Status");
  EXPECT_EQ(events[0].object.text("reason"), "Expired");
  EXPECT_EQ(events[0].object.integer("code"), 410);
}

TEST_F(Watches, OneThatEndsIsToldHowFarItHeardThoughNothingWasForIt) {
  const std::string first = version("a", "b25l");
  version("b", "b25l");
  timeout_ = "&timeoutSeconds=4&allowWatchBookmarks=true";
  std::string elsewhere;
  const auto events = watch("&resourceVersion=" + first, [&](const Event& event) {
    if (event.type == "ADDED") elsewhere = version_in("default");
    return false;
  });
  ASSERT_THAT(texts(events), AllOf(SizeIs(Ge(2)), Each(AnyOf("ADDED b", "BOOKMARK "))));
  ASSERT_EQ(events.back().type, "BOOKMARK");
  const std::string place = events.back().version();
  EXPECT_FALSE(kube::older_version(place, elsewhere));
  EXPECT_FALSE(events.back().ends_initial_events());
  version("c", "b25l");
  EXPECT_THAT(texts(watch_from(place, 1)), ElementsAre("ADDED c"));
}

TEST_F(Watches, OneThatDidNotAskForBookmarksGetsNone) {
  const std::string first = version("a", "b25l");
  timeout_ = "&timeoutSeconds=2";
  EXPECT_THAT(watch_from(first, 0), IsEmpty());
}

TEST_F(Watches, WhoWatchesALabelHearsOfItsComingAndGoing) {
  const std::string first = version("a", "b25l", {{"colour", "blue"}});
  version("a", "b25l", {{"colour", "red"}});
  version("a", "dHdv", {{"colour", "red"}});
  const std::string gone = version("a", "dHdv", {{"colour", "blue"}});
  const auto events = watch_from(first, 3, "&labelSelector=colour%3Dred");
  EXPECT_THAT(texts(events), ElementsAre("ADDED a", "MODIFIED a", "DELETED a"));
  EXPECT_EQ(events[2].version(), gone) << "it lives on";
}

// Of the real thing, which keeps a Store true by all this.
TEST_F(Watches, AStoreThatIsWatchedForHoldsWhatTheServerHolds) {
  applied(certificate("a.example.com"));
  kube::Store<api::Certificate> store;
  std::promise<void> removed;
  store.on_change([&](const auto& key, const auto&, const auto& after) {
    if (key == kKey && !after) removed.set_value();
  });
  kube::Watch all(*client_, {api::kCertificates, kKey.namespace_, ""}, store,
                  api::read_certificate);
  const std::string last = applied(certificate("b.example.com")).resource_version;
  const auto holds_last = [&] {
    const auto held = store.get(kKey);
    return held && held->meta.resource_version == last;
  };
  for (int i = 0; i < 1000 && !holds_last(); ++i) base::sleep_for(base::Millis(10), {});
  EXPECT_TRUE(holds_last());
  EXPECT_TRUE(all.synced());
  ASSERT_TRUE(client_->remove(api::kCertificates, kKey, {}, {}));
  EXPECT_EQ(removed.get_future().wait_for(base::Seconds(10)), std::future_status::ready);
}

// Each object is told of once, and both stores have it.
TEST_F(Watches, TwoStoresOfOneWatchHoldTheSame) {
  applied(certificate("a.example.com"));
  kube::Store<api::Certificate> one;
  kube::Store<api::Certificate> two;
  const auto named = [](const wire::Object& object) {
    api::Certificate read = api::read_certificate(object);
    read.spec.secret_name = "in the other";
    return read;
  };
  kube::Watch both(*client_, {api::kCertificates, kKey.namespace_, ""}, one, api::read_certificate,
                   two, +named);
  const std::string last = applied(certificate("b.example.com")).resource_version;
  const auto holds_last = [&](const auto& store) {
    const auto held = store.get(kKey);
    return held && held->meta.resource_version == last;
  };
  for (int i = 0; i < 1000 && !(holds_last(one) && holds_last(two)); ++i)
    base::sleep_for(base::Millis(10), {});
  ASSERT_TRUE(holds_last(one) && holds_last(two));
  EXPECT_NE(one.get(kKey)->spec.secret_name, "in the other");
  EXPECT_EQ(two.get(kKey)->spec.secret_name, "in the other");
  ASSERT_TRUE(client_->remove(api::kCertificates, kKey, {}, {}));
  for (int i = 0; i < 1000 && (one.get(kKey) || two.get(kKey)); ++i)
    base::sleep_for(base::Millis(10), {});
  EXPECT_FALSE(one.get(kKey) || two.get(kKey));
}

}  // namespace
}  // namespace conformance
