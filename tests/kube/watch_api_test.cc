// The whole Watch, over the real client and HTTP, of an API server (in memory, on loopback) whose
// watches end, whose versions are forgotten and whose lists come in pages.
#include <gmock/gmock.h>

#include <condition_variable>

#include "fakes/api/served_api.h"
#include "fakes/fake_clock.h"
#include "fakes/item.h"
#include "kube/watch.h"

namespace kube {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// Notes what is asked, before it is.
class Recorder final : public http::Client {
 public:
  using Reply = base::Result<http::Response, http::Error>;

  Reply send(const http::Request& request, std::stop_token stop) override {
    note(request);
    return inner_->send(request, stop);
  }
  Reply stream(const http::Request& request, base::Millis idle, const http::Sink& sink,
               std::stop_token stop) override {
    note(request);
    return inner_->stream(request, idle, sink, stop);
  }

  std::function<void(const std::string& target)> before = [](const std::string&) {};
  base::Guarded<std::vector<std::string>> asked;

 private:
  void note(const http::Request& request) {
    before(request.url.target);
    asked.with([&](auto& all) { all.push_back(request.url.target); });
  }

  std::unique_ptr<http::Client> inner_ = http::make_api_client({});
};

class WatchOfAnApi : public testing::TestWithParam<fakes::ApiHabits> {
 protected:
  WatchOfAnApi() {
    api_.set_habits(GetParam());
    store_.on_change([this](const ObjectKey& key, const auto& before, const auto& after) {
      const std::lock_guard lock(mutex_);
      heard_.push_back((before ? after ? "changed " : "removed " : "added ") + key.name);
      changed_.notify_all();
    });
  }

  void put(const std::string& name) { api_.put(kItems, new_object(kItems, {"team-a", name})); }
  void remove(const std::string& name) { api_.remove(kItems, {"team-a", name}); }
  void watch() {
    watch_ = std::make_unique<Watch>(client_, WatchTarget{kItems, "team-a", ""}, store_, read_item);
  }
  // What was heard since the last time, once it is so much.
  std::vector<std::string> hear(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, base::Seconds(10), [&] { return heard_.size() >= count; });
    return std::exchange(heard_, {});
  }
  std::vector<std::string> asked() {
    return recorder_.asked.with([](const auto& all) { return all; });
  }

  fakes::MemoryApi api_;
  const fakes::ServedApi served_{api_};
  const fakes::FakeClock clock_;
  const Config config_{served_.url(), {}, {}, {}, {}};
  Token token_{config_, clock_};
  Recorder recorder_;
  Client client_{recorder_, config_, token_};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> heard_;
  Store<Item> store_;
  std::unique_ptr<Watch> watch_;
};

TEST_P(WatchOfAnApi, OneThatEndsGoesOnWhereItWas) {
  put("a");
  put("b");
  watch();
  ASSERT_THAT(hear(2), ElementsAre("added a", "added b"));
  put("c");
  ASSERT_THAT(hear(1), ElementsAre("added c"));
  const std::size_t before = asked().size();
  api_.silence_watches();
  remove("a");
  put("d");
  api_.end_watches();
  EXPECT_THAT(hear(2), ElementsAre("removed a", "added d"));
  ASSERT_THAT(asked(), SizeIs(before + 1));
  EXPECT_THAT(asked().back(), AllOf(HasSubstr("&resourceVersion=103"), Not(HasSubstr("Initial"))));
}

TEST_P(WatchOfAnApi, OneWhoseVersionIsForgottenIsReadAnewAndTheDifferenceHeard) {
  for (const char* name : {"a", "b", "c"}) put(name);
  watch();
  ASSERT_THAT(hear(3), SizeIs(3));
  api_.silence_watches();
  remove("a");
  remove("b");
  put("b");
  put("d");
  api_.forget();
  api_.end_watches();
  EXPECT_THAT(hear(4), ElementsAre("removed a", "removed b", "added b", "added d"));
  EXPECT_TRUE(watch_->current());
  put("e");
  EXPECT_THAT(hear(1), ElementsAre("added e")) << "and goes on";
  EXPECT_EQ(store_.size(), 4U);
}

TEST_P(WatchOfAnApi, AWholeStateOfManyPagesIsAllThere) {
  for (int i = 0; i < 501; ++i) put("item-" + std::to_string(i));
  watch();
  EXPECT_THAT(hear(501), SizeIs(501));
  put("one-more");
  EXPECT_THAT(hear(1), ElementsAre("added one-more"));
}

class PagesOfAnApi : public WatchOfAnApi {};

TEST_P(PagesOfAnApi, ThatAreForgottenWhileTheyAreReadAreReadAtOnce) {
  for (int i = 0; i < 501; ++i) put("item-" + std::to_string(i));
  recorder_.before = [this](const std::string& target) {
    if (target.find("&continue=") == std::string::npos) return;
    put("meanwhile");
    api_.forget();
  };
  watch();
  EXPECT_THAT(hear(502), SizeIs(502));
  put("later");
  EXPECT_THAT(hear(1), ElementsAre("added later"));
  EXPECT_THAT(asked(), ElementsAre(HasSubstr("&sendInitialEvents=true"), HasSubstr("?limit=500"),
                                   HasSubstr("&continue="), HasSubstr("?limit=0"),
                                   HasSubstr("&resourceVersion=602")));
}

std::string habit_name(const testing::TestParamInfo<fakes::ApiHabits>& habits) {
  return std::string(habits.param.streaming_lists ? "Streaming" : "Listing") +
         (habits.param.gone_by_status ? "GoneByStatus" : "GoneByEvent");
}

INSTANTIATE_TEST_SUITE_P(OfEachHabit, WatchOfAnApi,
                         testing::Values(fakes::ApiHabits{true, false},
                                         fakes::ApiHabits{true, true},
                                         fakes::ApiHabits{false, false},
                                         fakes::ApiHabits{false, true}),
                         habit_name);
INSTANTIATE_TEST_SUITE_P(OfEachHabit, PagesOfAnApi,
                         testing::Values(fakes::ApiHabits{false, false},
                                         fakes::ApiHabits{false, true}),
                         habit_name);

}  // namespace
}  // namespace kube
