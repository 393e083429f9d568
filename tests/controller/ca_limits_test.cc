// What becomes of a CA's refusal by a rate limit: how long is waited, what is told, to whom.

#include "controller/issuance_bed.h"
#include "wire/time.h"

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kToken = "eyJhbGciOiJIUzI1NiJ9.secret";
const std::string kUnpause = "https://portal.ca.example/sfe/v1/unpause?jwt=" + kToken;

class CaLimits : public issuance::Bed {
 protected:
  base::Millis wait() const {
    const api::Failure failure = *certificate().status.failure;
    return failure.next_try - failure.at;
  }
  std::string told() const { return certificate().status.failure->message; }
  void refuse(const std::string& detail, const http::Headers& headers = {}) {
    ca_.at("newOrder", 1, fakes::says_problem(429, "rateLimited", detail, headers));
    apply_certificate();
    work();
  }
  std::vector<std::string> all_events() {
    api_.on_change({});
    program_.reset();  // it tells what it has to tell first
    return api_.notes();
  }
};

TEST_F(CaLimits, L6_APauseIsForAPersonWhoIsToldWhichLinkToOpen) {
  testing::internal::CaptureStderr();
  refuse(
      "Your account is temporarily prevented from requesting certificates for a.example. "
      "Please visit: " +
      kUnpause + ".");
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(condition(api::kIssuing).reason, api::kPaused);
  EXPECT_EQ(condition(api::kStalled).status, "True");
  EXPECT_THAT(condition(api::kStalled).message,
              HasSubstr("a person has to open " + kUnpause +
                        "; another value of the annotation sallyport.dev/renew has it tried at "
                        "once; next try"));
  EXPECT_GE(wait(), hours(23));
  EXPECT_LE(wait(), hours(30));
  EXPECT_THAT(all_events(),
              ElementsAre(AllOf(HasSubstr("prevented"), Not(HasSubstr(kToken)),
                                HasSubstr("open the link in status.failure.message"))));
  EXPECT_THAT(log, AllOf(HasSubstr("reason=Paused"), Not(HasSubstr(kToken))));
}

TEST_F(CaLimits, DF27_APauseLinkOfAnyPathIsInTheStatusAlone) {
  testing::internal::CaptureStderr();
  refuse("your account is paused: https://p.ca/resume?jwt=" + kToken);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(condition(api::kIssuing).reason, api::kPaused);
  EXPECT_THAT(told(), HasSubstr("a person has to open https://p.ca/resume?jwt=" + kToken));
  EXPECT_THAT(all_events(), ElementsAre(AllOf(HasSubstr("(a link)"), Not(HasSubstr(kToken)))));
  EXPECT_THAT(log, AllOf(HasSubstr("reason=Paused"), Not(HasSubstr(kToken))));
}

TEST_F(CaLimits, L6_APausedNameIsTriedAtOnceWhenItsOwnerAsks) {
  refuse("paused", {{"Link", "<" + kUnpause + ">;rel=\"help\""}});
  EXPECT_EQ(condition(api::kIssuing).reason, api::kPaused);
  annotate("sallyport.dev/renew", "opened");
  work();
  EXPECT_TRUE(is_issued()) << told();
}

TEST_F(CaLimits, L6_ALimitWithAPageThatExplainsItIsNoPause) {
  refuse("too many certificates", {{"Link", "<https://ca.example/docs/limits>;rel=\"help\""}});
  EXPECT_EQ(condition(api::kIssuing).reason, api::kRateLimited);
  EXPECT_EQ(condition(api::kStalled).status, "False");
  EXPECT_THAT(told(), HasSubstr("see https://ca.example/docs/limits"));
}

TEST_F(CaLimits, L1_ATimeThatOnlyTheWordsTellIsWaitedFor) {
  const std::string day = wire::write_time(clock_.wall_now() + hours(24 * 3)).substr(0, 10);
  refuse("too many new orders (300) from this account, retry after " + day +
         " 12:00:00 UTC: see the documentation");
  EXPECT_GE(wait(), hours(24 * 2));
  EXPECT_LE(wait(), hours(24 * 4));
}

TEST_F(CaLimits, L3_ALimitOfYearsIsAWeekAndThatIsTold) {
  refuse("slow", {{"Retry-After", "315360000"}});
  EXPECT_GT(wait(), hours(24 * 6));
  EXPECT_LE(wait(), hours(24 * 7));
  EXPECT_THAT(told(), HasSubstr("asked to wait 315360000 s, which counts as 604800 s"));
}

TEST_F(CaLimits, L3_ALimitOfSecondsIsAMinuteAndThatIsTold) {
  refuse("slow", {{"Retry-After", "2"}});
  EXPECT_GE(wait(), base::Seconds(59));
  EXPECT_LE(wait(), base::Seconds(73));
  EXPECT_THAT(told(), HasSubstr("asked to wait 2 s, which counts as 60 s"));
}

TEST_F(CaLimits, L3_ALimitThatHasPassedIsAMinuteAndThatIsTold) {
  refuse("slow", {{"Retry-After", "Tue, 15 Nov 1994 12:45:26 GMT"}});
  EXPECT_GE(wait(), base::Seconds(59));
  EXPECT_LE(wait(), base::Seconds(73));
  EXPECT_THAT(told(), HasSubstr("wait for a time that has passed"));
}

// ---- Who else waits.

TEST_F(CaLimits, L1_WhoSharesTheLimitDoesNotAskAndOtherDomainsGoOn) {
  ca_.at("newOrder", 1,
         fakes::says_problem(429, "rateLimited",
                             "too many certificates (50) already issued for \"shop.example\"",
                             {{"Retry-After", "7200"}}));
  apply_certificate({"a.shop.example"});
  work();
  apply_named("same", {"b.shop.example"});
  apply_named("other", {"a.other.example"});
  work();
  EXPECT_TRUE(is_issued("other"));
  EXPECT_EQ(ca_.count("newOrder"), 2);
  EXPECT_EQ(condition(api::kIssuing, "same").reason, api::kRateLimited);
  EXPECT_THAT(condition(api::kIssuing, "same").message, HasSubstr("for shop.example"));
  annotate("sallyport.dev/renew", "now");
  work();
  EXPECT_EQ(ca_.count("newOrder"), 2) << "asking again does not help";
  work(hours(3));
  EXPECT_TRUE(is_issued());
  EXPECT_TRUE(is_issued("same"));
}

TEST_F(CaLimits, L1_ALimitIsKeptAfterARestart) {
  ca_.at("newOrder", 1,
         fakes::says_problem(429, "rateLimited", "too many new orders from this account",
                             {{"Retry-After", "7200"}}));
  apply_certificate();
  work();
  start();
  apply_named("other", {"b.other"});
  work();
  EXPECT_EQ(ca_.count("newOrder"), 1);
}

// ---- What is edited over and over.

TEST_F(CaLimits, L9_ASpecThatIsToggledAHundredTimesIsFiveAttemptsAndThenOneInTwelveMinutes) {
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 1'000'000; });
  for (int i = 0; i < 100; ++i) {
    apply_certificate(i % 2 == 0 ? std::vector<std::string>{"a.example"}
                                 : std::vector<std::string>{"a.example", "b.example"});
    work(base::Millis(600));
  }
  EXPECT_LE(ca_.count("newOrder"), 5) << ca_.log();
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("attempts in vain per 1 h"));
  const int before = ca_.count("newOrder");
  work(minutes(61));
  EXPECT_LE(ca_.count("newOrder") - before, 6);
}

TEST_F(CaLimits, L9_ARefusedNameThatIsAskedForOverAndOverIsNoFloodEither) {
  ca_.desk([](auto& desk) { desk.settings.blocked = {"a.example"}; });
  apply_certificate();
  for (int i = 0; i < 100; ++i) {
    annotate("sallyport.dev/renew", std::to_string(i));
    work(base::Millis(600));
  }
  EXPECT_LE(ca_.count("newOrder"), 5);
}

TEST_F(CaLimits, L10_AMistakeThatIsCorrectedDoesNotWait) {
  ca_.desk([](auto& desk) { desk.settings.blocked = {"typo.example"}; });
  apply_certificate({"a.example", "typo.example"});
  work();
  EXPECT_EQ(condition(api::kStalled).status, "True");
  apply_certificate({"a.example"});
  EXPECT_LT(work(), base::Seconds(60));
  EXPECT_TRUE(is_issued());
}

// ---- RFC 8555 has nothing for a CA that is overloaded: HTTP has.

TEST_F(CaLimits, AnOverloadIsWaitedOutForAnHourAtMost) {
  ca_.at("newOrder", 1, fakes::says({503, {{"Retry-After", "315360000"}}, ""}));
  apply_certificate();
  work();
  EXPECT_EQ(condition(api::kIssuing).reason, api::kCaUnreachable);
  EXPECT_GT(wait(), minutes(59));
  EXPECT_LE(wait(), minutes(60));
}

TEST_F(CaLimits, L16_AnOverloadWithoutATimeIsFiveSecondsAndEverMore) {
  ca_.always("newOrder", fakes::says({503, {}, ""}));
  apply_certificate();
  work(base::Seconds(4));
  EXPECT_GE(wait(), base::Seconds(4));
  EXPECT_LE(wait(), base::Seconds(6));
  work(hours(1));
  EXPECT_GE(wait(), minutes(10) - base::Seconds(1));
  EXPECT_LE(wait(), minutes(12));
}

}  // namespace
