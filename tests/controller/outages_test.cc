// A CA that does not answer, with real steps: who waits, how long, and who tries.

#include "controller/issuance_bed.h"

namespace {

using std::chrono::minutes;
using testing::HasSubstr;

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
  EXPECT_LE(asked() - asked_before, 14) << ca_.log();
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
  EXPECT_LE(asked() - asked_before, 2) << ca_.log();
  ca_.behave();
  work(minutes(12));
  EXPECT_EQ(issued(), kMany);
}

class Replacing : public Outage {
 protected:
  // The directory offers renewal information, so that an order says what it replaces.
  void issue_and_renew() {
    ca_.always("directory", fakes::changed([this](fakes::CaReply& reply) {
                 wire::Writer body(wire::Object::parse(reply.body));
                 reply.body = body.set("renewalInfo", ca_.directory_url() + "/renewal-info").text();
               }));
    apply_certificate();
    work();
    annotate("sallyport.dev/renew", "1");
  }
  std::string payload_of_order(std::size_t index) const {
    std::vector<std::string> payloads;
    for (const fakes::CaRequest& request : ca_.requests())
      if (request.endpoint == "newOrder") payloads.push_back(request.jws->payload);
    return payloads.at(index);
  }
};

TEST_F(Replacing, DF45_ACaThatSaysWhenToComeAgainIsNotAskedOnceMoreAtOnce) {
  ca_.at("newOrder", 2, fakes::says({503, {{"Retry-After", "600"}}, ""}));
  issue_and_renew();
  EXPECT_EQ(work(minutes(9)), base::Millis(0)) << "somebody is due before the CA would have it";
  EXPECT_EQ(ca_.count("newOrder"), 2) << ca_.log();
  work(minutes(11));
  EXPECT_EQ(ca_.count("newOrder"), 3);
  for (const std::size_t renewal : {1U, 2U})
    EXPECT_THAT(payload_of_order(renewal), HasSubstr("\"replaces\":")) << renewal;
  EXPECT_TRUE(is_issued());
}

TEST_F(Replacing, DF45_OneThatMayNotLikeWhatIsReplacedIsAskedWithoutIt) {
  ca_.at("newOrder", 2, fakes::says_problem(500, "serverInternal", "oops"));
  issue_and_renew();
  work();
  EXPECT_EQ(ca_.count("newOrder"), 3);
  EXPECT_THAT(payload_of_order(1), HasSubstr("\"replaces\":"));
  EXPECT_THAT(payload_of_order(2), testing::Not(HasSubstr("replaces")));
}

}  // namespace
