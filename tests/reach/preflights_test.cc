// The book of preflights, over a real validator and a real server; names are addresses, so that no
// DNS is needed.
#include "reach/preflights.h"

#include <gmock/gmock.h>

#include <semaphore>

#include "fakes/fake_clock.h"
#include "fakes/scripted_server.h"

namespace controller {
namespace {

using preflight::Verdict;
using testing::HasSubstr;
using State = lifecycle::LookSeen::State;

const kube::ObjectKey kWeb{"team-a", "web"};
constexpr auto kHost = "127.0.0.1";
constexpr auto kSubject = "le www.example.com";

class PreflightsTest : public testing::Test {
 protected:
  State state() { return preflights_.seen(kWeb, kSubject).state; }
  void begin() { preflights_.begin(kWeb, kSubject); }

  preflight::Report look_once() {
    begin();
    preflights_.look(kWeb, {{kHost, "token", {"right"}}}, {});
    woken_.acquire();
    return preflights_.found(kWeb).at(kHost);
  }

  fakes::FakeClock clock_;
  const base::SystemClock real_;
  fakes::ScriptedServer server_{[](fakes::Peer& peer) {
    if (peer.read_request()) peer.answer("right");
  }};
  const dns::Resolver resolver_{"127.0.0.1:1", real_};
  const preflight::Validator validator_{
      resolver_, real_, *preflight::Fence::parse("127.0.0.0/8"), {server_.port(), 443}};
  std::counting_semaphore<> woken_{0};
  Preflights preflights_{validator_, clock_, [this](const kube::ObjectKey& key) {
                           EXPECT_EQ(key, kWeb);
                           woken_.release();
                         }};
};

TEST_F(PreflightsTest, BringsWhatWasFoundAndWakesWhoAsked) {
  EXPECT_EQ(state(), State::kDue);
  EXPECT_EQ(look_once().verdict, Verdict::kPasses);
  EXPECT_EQ(state(), State::kFound);
}

TEST_F(PreflightsTest, WakesOnceWhenAllNamesWereLookedAt) {
  begin();
  preflights_.look(kWeb, {{kHost, "t", {"right"}}, {"127.0.0.2", "t", {"right"}}}, {});
  woken_.acquire();
  EXPECT_EQ(preflights_.found(kWeb).size(), 2U);
  EXPECT_FALSE(woken_.try_acquire());
}

TEST_F(PreflightsTest, WaitsAsLongAsItIsTold) {
  begin();
  preflights_.look_again_after(kWeb, base::Millis(100));
  EXPECT_EQ(state(), State::kWaits);
  clock_.advance(base::Millis(40));
  EXPECT_EQ(preflights_.seen(kWeb, kSubject).pause, base::Millis(60));
  clock_.advance(base::Millis(60));
  EXPECT_EQ(state(), State::kDue);
  EXPECT_EQ(preflights_.seen(kWeb, kSubject).since, base::Millis(100));
}

TEST_F(PreflightsTest, HoldsForFiveMinutesOnceItPassed) {
  begin();
  preflights_.pass(kWeb, "a doubt");
  EXPECT_EQ(state(), State::kPassed);
  EXPECT_EQ(preflights_.doubt(kWeb), "a doubt");
  clock_.advance(std::chrono::minutes(5));
  EXPECT_EQ(state(), State::kDue);
}

TEST_F(PreflightsTest, AnotherSubjectBeginsAnew) {
  begin();
  preflights_.pass(kWeb, "");
  EXPECT_EQ(preflights_.seen(kWeb, "le other.example.com").state, State::kDue);
  clock_.advance(base::Millis(500));
  EXPECT_EQ(preflights_.begin(kWeb, "le other.example.com"), base::Millis(0));
  EXPECT_EQ(state(), State::kDue);
}

TEST_F(PreflightsTest, IsForgotten) {
  begin();
  preflights_.pass(kWeb, "x");
  preflights_.forget(kWeb);
  EXPECT_NE(state(), State::kPassed);
  EXPECT_EQ(preflights_.doubt(kWeb), "");
}

TEST_F(PreflightsTest, DF20_NothingIsKeptOfACertificateThatIsGoneAndNotMuchOfOneThatIsThere) {
  begin();
  for (int i = 0; i < 10'000; ++i)
    preflights_.outside_fails(kWeb, "n" + std::to_string(i) + ".example");
  EXPECT_LE(preflights_.size(), 2U);
  preflights_.forget_all_of(kWeb);
  EXPECT_EQ(preflights_.size(), 0U);
}

// 230 names that lead to somebody else: the last 30 are beyond the pace.
TEST_F(PreflightsTest, DF48_ANamespaceDoesNotFloodAStranger) {
  std::vector<preflight::Question> questions;
  for (int i = 1; i <= 230; ++i) {
    questions.push_back({"127.0.1." + std::to_string(i), "token", {"not what it answers"}});
  }
  begin();
  const base::MonoTime begun = real_.mono_now();
  preflights_.look(kWeb, questions, {});
  woken_.acquire();
  EXPECT_GE(real_.mono_now() - begun, base::Millis(800));
  EXPECT_EQ(preflights_.found(kWeb).size(), 230U);
}

TEST_F(PreflightsTest, DF48_NamesThatLeadToUsAreLookedAtAtOnce) {
  std::vector<preflight::Question> questions;
  for (int i = 1; i <= 230; ++i) {
    questions.push_back({"127.0.1." + std::to_string(i), "token", {"right"}});
  }
  begin();
  preflights_.look(kWeb, questions, {});
  woken_.acquire();
  preflights_.look(kWeb, {{kHost, "token", {"not what it answers"}}}, {});
  woken_.acquire();  // within the 200
  EXPECT_EQ(state(), State::kFound);
}

TEST_F(PreflightsTest, PF18_APathThatTheCaCouldNotConnectToIsNotCalledGreenAgain) {
  EXPECT_EQ(look_once().verdict, Verdict::kPasses);
  preflights_.outside_fails(kWeb, kHost);
  const auto again = look_once();
  EXPECT_EQ(again.verdict, Verdict::kCannotTell);
  EXPECT_THAT(again.text, HasSubstr("the path from outside cannot be seen from here"));
  preflights_.outside_works(kWeb, kHost);
  EXPECT_EQ(look_once().verdict, Verdict::kPasses);
}

}  // namespace
}  // namespace controller
