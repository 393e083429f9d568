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
using LookKind = Preflights::Standing::Kind;

const kube::ObjectKey kWeb{"team-a", "web"};
constexpr auto kHost = "127.0.0.1";
constexpr auto kSubject = "le www.example.com";

class PreflightsTest : public testing::Test {
 protected:
  LookKind kind() { return preflights_.standing(kWeb, kSubject).kind; }

  preflight::Report look_once() {
    kind();
    preflights_.look(kWeb, {{kHost, "token", {"right"}}}, {});
    woken_.acquire();
    return preflights_.standing(kWeb, kSubject).found.at(kHost);
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
  EXPECT_EQ(kind(), LookKind::kDue);
  EXPECT_EQ(look_once().verdict, Verdict::kPasses);
  EXPECT_EQ(kind(), LookKind::kFound);
}

TEST_F(PreflightsTest, WakesOnceWhenAllNamesWereLookedAt) {
  kind();
  preflights_.look(kWeb, {{kHost, "t", {"right"}}, {"127.0.0.2", "t", {"right"}}}, {});
  woken_.acquire();
  EXPECT_EQ(preflights_.standing(kWeb, kSubject).found.size(), 2U);
  EXPECT_FALSE(woken_.try_acquire());
}

TEST_F(PreflightsTest, WaitsAsLongAsItIsTold) {
  kind();
  preflights_.look_again_after(kWeb, base::Millis(100));
  EXPECT_EQ(kind(), LookKind::kWaits);
  clock_.advance(base::Millis(40));
  EXPECT_EQ(preflights_.standing(kWeb, kSubject).pause, base::Millis(60));
  clock_.advance(base::Millis(60));
  EXPECT_EQ(kind(), LookKind::kDue);
  EXPECT_EQ(preflights_.standing(kWeb, kSubject).since, base::Millis(100));
}

TEST_F(PreflightsTest, HoldsForFiveMinutesOnceItPassed) {
  EXPECT_FALSE(preflights_.has_passed(kWeb, kSubject));
  kind();
  preflights_.pass(kWeb, "a doubt");
  EXPECT_TRUE(preflights_.has_passed(kWeb, kSubject));
  EXPECT_EQ(preflights_.doubt(kWeb), "a doubt");
  clock_.advance(std::chrono::minutes(5));
  EXPECT_FALSE(preflights_.has_passed(kWeb, kSubject));
  EXPECT_EQ(kind(), LookKind::kDue);
}

TEST_F(PreflightsTest, AnotherSubjectBeginsAnew) {
  kind();
  preflights_.pass(kWeb, "");
  EXPECT_FALSE(preflights_.has_passed(kWeb, "le other.example.com"));
  EXPECT_EQ(preflights_.standing(kWeb, "le other.example.com").kind, LookKind::kDue);
}

TEST_F(PreflightsTest, IsForgotten) {
  kind();
  preflights_.pass(kWeb, "x");
  preflights_.forget(kWeb);
  EXPECT_FALSE(preflights_.has_passed(kWeb, kSubject));
  EXPECT_EQ(preflights_.doubt(kWeb), "");
}

TEST_F(PreflightsTest, DF20_NothingIsKeptOfACertificateThatIsGoneAndNotMuchOfOneThatIsThere) {
  kind();
  for (int i = 0; i < 10'000; ++i)
    preflights_.outside_fails(kWeb, "n" + std::to_string(i) + ".example");
  EXPECT_LE(preflights_.size(), 2U);
  preflights_.forget_all_of(kWeb);
  EXPECT_EQ(preflights_.size(), 0U);
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
