// How long the sidecars and the CA are waited for in the middle of an order, and that it ends.

#include "controller/issuance_bed.h"

namespace {

using std::chrono::minutes;
using testing::HasSubstr;

class Patience : public issuance::Bed {
 protected:
  Patience() {
    ca_.desk([](auto& desk) { desk.settings.order_life = std::chrono::hours(24 * 3650); });
  }
  std::string why() const { return condition(api::kIssuing).message; }
  bool has_answers() const {
    for (const auto& [path, object] : api_.all())
      if (path.find("/challenges/") != std::string::npos) return true;
    return false;
  }
};

TEST_F(Patience, TheCaIsNotToldBeforeEveryReplicaHasTheAnswers) {
  outside_.replicas = 2;
  start();
  sidecar_.hear_late(1);
  apply_certificate();
  work(base::Millis(0));
  ASSERT_TRUE(has_answers());
  EXPECT_EQ(ca_.count("challenge"), 0);
  work();
  EXPECT_TRUE(is_issued()) << why();
}

TEST_F(Patience, DF23_AReplicaThatHasNoAnswersHoldsTheCaBackForAMinute) {
  outside_.replicas = 2;
  start();
  sidecar_.answer_at("10.0.0.2", 404);
  apply_certificate();
  work(base::Seconds(50));
  EXPECT_EQ(ca_.count("challenge"), 0);
  EXPECT_EQ(condition(api::kIssuing).reason, api::kSidecarNotReady);
  EXPECT_THAT(why(), HasSubstr("http://10.0.0.2:8090/challenges/"));
  EXPECT_THAT(why(), HasSubstr("answered 404"));
  work(base::Seconds(15));
  EXPECT_TRUE(is_issued()) << why();
}

TEST_F(Patience, DF23_AReplicaThatCannotBeAskedHoldsTheCaBackForTenSeconds) {
  outside_.replicas = 2;
  start();
  sidecar_.answer_at("10.0.0.2", 0);
  apply_certificate();
  work(base::Seconds(8));
  EXPECT_EQ(ca_.count("challenge"), 0);
  work(base::Seconds(4));
  EXPECT_EQ(ca_.count("challenge"), 1);
}

TEST_F(Patience, TheCaIsNotToldWhereThereIsNoSidecar) {
  outside_.replicas = 0;
  start();
  apply_certificate();
  work(base::Seconds(20));
  EXPECT_EQ(ca_.count("challenge"), 0);
  EXPECT_EQ(condition(api::kIssuing).reason, api::kSidecarNotReady);
  EXPECT_THAT(why(), HasSubstr("is the sidecar running?"));
}

TEST_F(Patience, ACaThatNeverValidatesIsGivenUpAfterAQuarterOfAnHour) {
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 1'000'000; });
  apply_certificate();
  work(minutes(14));
  EXPECT_FALSE(certificate().status.failure);
  clock_.advance(minutes(2));
  work(base::Seconds(20));
  EXPECT_THAT(why(), HasSubstr("the CA did not validate it in 15 minutes"));
}

TEST_F(Patience, ACaThatAsksForTheAnswerAgainAndAgainIsToldTenTimesMore) {
  ca_.always("challenge", [this](fakes::Turn& turn) {
    const fakes::CaReply reply = turn.serve();
    ca_.desk([&](fakes::Desk& desk) {
      auto& one = desk.authorizations.at(turn.request.id);
      one.status = one.challenge = "pending";
      one.error = fakes::problem_json("connection", "not yet");
    });
    turn.send(reply);
  });
  apply_certificate();
  work(minutes(10));
  EXPECT_EQ(ca_.count("challenge"), 11);
}

TEST_F(Patience, AfterAFailedValidationOneTenAndAHundredMinutesPass) {
  ca_.desk([](auto& desk) {
    desk.settings.validate = [](const auto&) { return fakes::problem_json("dns", "no address"); };
  });
  apply_certificate();
  for (const minutes pause : {minutes(1), minutes(10), minutes(100)}) {
    work(base::Seconds(20));
    const api::Failure failure = *certificate().status.failure;
    const base::Millis waited = failure.next_try - failure.at;
    EXPECT_GE(waited, pause - base::Seconds(1));
    EXPECT_LE(waited, base::Millis(pause) * 6 / 5 + base::Seconds(1));
    clock_.advance(waited);
  }
}

TEST_F(Patience, ANewOrderForOtherNamesIsNotFollowed) {
  ca_.always("newOrder", fakes::with_text("a.example", "b.example"));
  apply_certificate();
  work(base::Seconds(20));
  EXPECT_EQ(orders(), 1);
  EXPECT_THAT(why(), HasSubstr("the CA made an order for other names"));
}

}  // namespace
