// A CA that does not answer: who waits, how long, and who tries.

#include "controller/outages.h"

#include "controller/issuance_bed.h"

namespace {

using controller::Outages;
using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;

const std::string kCa = "https://ca.example/directory";
const kube::ObjectKey kOne{"team", "one"};
const kube::ObjectKey kOther{"team", "other"};
const Outages::Trouble kWhole{true, base::Millis(0), "no answer"};
const Outages::Trouble kDoubtful{false, base::Millis(0), "500"};
const base::MonoTime kStart{};

TEST(OutagesBook, AfterAnOutageOneTriesAndTheOthersFollow) {
  Outages outages;
  const base::Millis pause = outages.failed(kCa, kWhole, kStart);
  EXPECT_GE(pause, base::Seconds(5));
  EXPECT_LE(pause, base::Seconds(6));
  EXPECT_TRUE(outages.wait(kCa, kOne, kStart));
  const base::MonoTime over = kStart + pause;
  EXPECT_FALSE(outages.wait(kCa, kOne, over));
  EXPECT_FALSE(outages.wait(kCa, kOne, over)) << "it is still the one that tries";
  EXPECT_TRUE(outages.wait(kCa, kOther, over));
  outages.answered(kCa);
  EXPECT_FALSE(outages.wait(kCa, kOther, over));
  EXPECT_EQ(outages.failures(kCa), 0);
}

TEST(OutagesBook, OneThatDidNotTryAfterAllLeavesItToAnother) {
  Outages outages;
  const base::MonoTime over = kStart + outages.failed(kCa, kWhole, kStart);
  EXPECT_FALSE(outages.wait(kCa, kOne, over));
  outages.give_back(kCa, kOther);
  EXPECT_TRUE(outages.wait(kCa, kOther, over));
  outages.give_back(kCa, kOne);
  EXPECT_FALSE(outages.wait(kCa, kOther, over));
}

TEST(OutagesBook, TheWaitGrowsToTenMinutesAndTheReasonStays) {
  Outages outages;
  base::MonoTime now = kStart;
  for (int i = 0; i < 20; ++i) {
    now += outages.failed(kCa, {true, base::Millis(0), "no answer " + std::to_string(i)}, now);
  }
  EXPECT_GE(outages.failed(kCa, kWhole, now), minutes(10));
  EXPECT_LE(outages.failed(kCa, kWhole, now), minutes(12));
  EXPECT_EQ(outages.wait(kCa, kOne, now)->why, "no answer 0");
}

TEST(OutagesBook, TheCaMayAskForMore) {
  Outages outages;
  EXPECT_EQ(outages.failed(kCa, {true, minutes(50), "503"}, kStart), minutes(50));
}

TEST(OutagesBook, ATroubleThatMayBeOfOneOrderAloneHoldsNobodyUpBeforeTheThird) {
  Outages outages;
  outages.failed(kCa, kDoubtful, kStart);
  outages.failed(kCa, kDoubtful, kStart);
  EXPECT_FALSE(outages.wait(kCa, kOne, kStart));
  outages.answered(kCa);
  outages.failed(kCa, kDoubtful, kStart);
  EXPECT_FALSE(outages.wait(kCa, kOne, kStart));
  outages.failed(kCa, kDoubtful, kStart);
  EXPECT_GT(outages.failed(kCa, kDoubtful, kStart), base::Millis(0));
  EXPECT_TRUE(outages.wait(kCa, kOne, kStart));
}

TEST(OutagesBook, AnotherCaIsNotWaitedFor) {
  Outages outages;
  outages.failed(kCa, kWhole, kStart);
  EXPECT_FALSE(outages.wait("https://other.example/directory", kOne, kStart));
  api::Issuer issuer;
  issuer.spec.server = kCa;
  api::Issuer wrong_roots = issuer;
  wrong_roots.spec.ca_bundle_pem = "-----BEGIN CERTIFICATE-----";
  EXPECT_NE(Outages::ca_of(issuer), Outages::ca_of(wrong_roots));
}

TEST(OutagesBook, ACaIsDownUntilItIsWorthATryAgain) {
  Outages outages;
  EXPECT_FALSE(outages.is_down(kCa, kStart));
  outages.failed(kCa, kDoubtful, kStart);
  EXPECT_FALSE(outages.is_down(kCa, kStart));
  const base::MonoTime over = kStart + outages.failed(kCa, kWhole, kStart);
  EXPECT_TRUE(outages.is_down(kCa, over)) << "nobody has tried yet";
  EXPECT_FALSE(outages.is_down(kCa, over + base::Seconds(60)));
  outages.answered(kCa);
  EXPECT_FALSE(outages.is_down(kCa, over));
}

// ---- The same with real steps, at a CA behind real TLS.

class Outage : public issuance::Bed {
 protected:
  static constexpr int kMany = 20;
  void apply_many() {
    for (int i = 0; i < kMany; ++i) {
      const std::string name = "web-" + std::to_string(i);
      apply_named(name, {name + ".example"});
    }
  }
  int issued() const {
    int count = 0;
    for (int i = 0; i < kMany; ++i) count += is_issued("web-" + std::to_string(i)) ? 1 : 0;
    return count;
  }
  int asked() const { return static_cast<int>(ca_.requests().size()); }
  void all_answer(const fakes::Trick& trick) {
    for (const char* endpoint : {"directory", "newNonce", "newOrder", "order", "authorization",
                                 "challenge", "finalize", "certificate"}) {
      ca_.always(endpoint, trick);
    }
  }
};

TEST_F(Outage, L5_AWaitThatOneIsToldIsKeptByAllOfTheIssuer) {
  work();
  ca_.always("newOrder", fakes::says({503, {{"Retry-After", "1800"}}, ""}));
  apply_many();
  work();
  EXPECT_EQ(ca_.count("newOrder"), 1);
  for (int i = 0; i < kMany; ++i) {
    const auto issuing = condition(api::kIssuing, "web-" + std::to_string(i));
    EXPECT_EQ(issuing.reason, api::kCaUnreachable);
    EXPECT_THAT(issuing.message, HasSubstr("503"));
  }
  ca_.behave();
  EXPECT_EQ(work(minutes(29)), base::Millis(0)) << "somebody is due before the CA would have it";
  work(minutes(32));
  EXPECT_EQ(issued(), kMany);
}

TEST_F(Outage, L16_WhileNothingAnswersOneTriesAtATime) {
  work();
  all_answer(fakes::drops_before());
  apply_many();
  const int asked_before = asked();
  const base::Millis waited = work(minutes(5));
  EXPECT_GE(waited, minutes(2));
  // 5, 10, 20, 40, 80, 160 seconds and more: seven tries, each of a request or two.
  EXPECT_LE(asked() - asked_before, 14) << ca_.story();
  EXPECT_EQ(issued(), 0);
  ca_.behave();
  work(minutes(15));
  EXPECT_EQ(issued(), kMany);
}

TEST_F(Outage, L16_AnOutageIsToldOncePerCertificate) {
  work();
  all_answer(fakes::says({502, {}, ""}));
  apply_many();
  work(minutes(2));
  const auto before = api_.writes();
  work(minutes(30));
  const auto after = api_.writes();
  // What is written is of those that tried.
  EXPECT_LE(after.size() - before.size(), 10U);
}

TEST_F(Outage, OrdersThatAreUnderWayWaitToo) {
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 1000; });
  apply_many();
  work(base::Seconds(10));
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 0; });
  all_answer(fakes::says({503, {{"Retry-After", "600"}}, ""}));
  const int asked_before = asked();
  work(minutes(9));
  EXPECT_LE(asked() - asked_before, 2) << ca_.story();
  ca_.behave();
  work(minutes(12));
  EXPECT_EQ(issued(), kMany);
}

}  // namespace
