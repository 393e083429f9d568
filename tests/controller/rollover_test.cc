// Another key for an account: asked for by annotation, never without a key that the CA knows.

#include <set>

#include "base/base64.h"
#include "controller/issuance_bed.h"
#include "crypto/key.h"
#include "issuers/key_change_waits.h"
#include "lifecycle/partners.h"

namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class RolloverTest : public issuance::Bed {
 protected:
  void ask(const std::string& value = "1") {
    annotate_issuer(std::string(api::kRolloverAnnotation), value);
  }
  std::string stored_jwk(const std::string& field = "tls.key") const {
    const auto key = crypto::PrivateKey::from_pem(base::Secret(account_secret(field)));
    return key ? wire::Object::parse(key->jwk()).dump() : key.error();
  }
  std::string jwk_at_the_ca() {
    return ca_.desk([](auto& desk) { return desk.accounts.begin()->second.jwk.dump(); });
  }
  std::set<std::string> new_keys_asked_for() const {
    std::set<std::string> keys;
    for (const auto& request : ca_.requests()) {
      if (request.endpoint != "keyChange") continue;
      keys.insert(fakes::Jws::parse(request.jws->payload).header.object("jwk").dump());
    }
    return keys;
  }
  std::string why_not() const { return issuer_condition(api::kAccountKeyChanged).message; }
  void expect_changed_from(const std::string& before) {
    EXPECT_TRUE(issuer().ready()) << issuer_condition(api::kReady).message;
    EXPECT_EQ(stored_jwk(), jwk_at_the_ca());
    EXPECT_NE(stored_jwk(), before);
    EXPECT_EQ(account_secret("tls.key.next"), "");
    EXPECT_EQ(issuer_condition(api::kAccountKeyChanged).status, "True") << why_not();
    EXPECT_EQ(new_keys_asked_for().size(), 1U);
  }
  void expect_issuing_works(const std::string& request) {
    annotate("sallyport.dev/renew", request);
    const std::string before = tls_secret();
    work(base::Seconds(120));
    EXPECT_NE(tls_secret(), before) << condition(api::kIssuing).message;
  }
};

TEST_F(RolloverTest, A17_AnotherKeyIsTheAccountsAndItsCertificatesGoOn) {
  apply_certificate();
  work();
  const std::string before = stored_jwk();
  const std::string url = issuer().status.account_url;
  ask();
  work();
  expect_changed_from(before);
  EXPECT_EQ(issuer().status.account_url, url);
  expect_issuing_works("1");
  start();
  work();
  expect_issuing_works("2");
  EXPECT_EQ(ca_.count("keyChange"), 1);
  EXPECT_EQ(ca_.count("newAccount"), 2) << "nothing was looked up";
}

TEST_F(RolloverTest, ARequestThatCameWithTheIssuerIsNone) {
  ask();
  start();
  work();
  EXPECT_EQ(ca_.count("keyChange"), 0);
  ask("2");
  work();
  EXPECT_EQ(ca_.count("keyChange"), 1);
}

class LostAnswer : public RolloverTest,
                   public testing::WithParamInterface<std::pair<const char*, fakes::Trick>> {};

TEST_P(LostAnswer, A17_TheCaIsAskedWhichKeyIsValid) {
  work();
  const std::string before = stored_jwk();
  ca_.at("keyChange", 1, GetParam().second);
  ask();
  work();
  expect_changed_from(before);
}

INSTANTIATE_TEST_SUITE_P(, LostAnswer,
                         testing::Values(std::pair{"Before", fakes::drops_before()},
                                         std::pair{"Inside", fakes::drops_inside()},
                                         std::pair{"After", fakes::drops_after()},
                                         std::pair{"Trouble", fakes::says({503, {}, ""})}),
                         [](const auto& one) { return std::string(one.param.first); });

TEST_F(RolloverTest, A17_BothKeysAreKeptUntilTheCaHasSaidWhich) {
  work();
  const std::string before = stored_jwk();
  ca_.at("keyChange", 1, fakes::drops_after());
  ca_.always("newAccount", fakes::drops_before());
  apply_certificate();
  ask();
  work(base::Seconds(30));
  EXPECT_EQ(stored_jwk(), before);
  EXPECT_EQ(stored_jwk("tls.key.next"), jwk_at_the_ca());
  EXPECT_EQ(issuer_condition(api::kReady).reason, api::kAccountKeyChanging);
  EXPECT_EQ(orders(), 0);
  ca_.behave();
  start();
  work(std::chrono::minutes(11));
  expect_changed_from(before);
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
}

TEST_F(RolloverTest, A17_WhatTheCaRefusesLeavesTheOldKeyInUse) {
  apply_certificate();
  work();
  const std::string before = stored_jwk();
  ca_.at("keyChange", 1, fakes::says_problem(403, "unauthorized", "not now"));
  ask();
  work();
  EXPECT_EQ(stored_jwk(), before);
  EXPECT_EQ(account_secret("tls.key.next"), "");
  EXPECT_EQ(issuer_condition(api::kAccountKeyChanged).reason, api::kAccountKeyKept);
  EXPECT_THAT(why_not(), HasSubstr("not now"));
  EXPECT_TRUE(issuer().ready());
  expect_issuing_works("1");
  EXPECT_EQ(ca_.count("keyChange"), 1);
}

TEST_F(RolloverTest, A17_AKeyThatIsAnotherAccountsIsNotTaken) {
  work();
  const std::string before = stored_jwk();
  ca_.at("keyChange", 1, [this](fakes::Turn& turn) {
    const auto jwk = fakes::Jws::parse(turn.request.jws->payload).header.object("jwk");
    ca_.desk([&](auto& desk) { desk.accounts["other"].jwk = jwk; });
    turn.send(turn.serve());
  });
  ask();
  work();
  EXPECT_EQ(stored_jwk(), before);
  EXPECT_EQ(account_secret("tls.key.next"), "");
  EXPECT_TRUE(issuer().ready());
}

TEST_F(RolloverTest, A13_AnAccountThatIsUnknownWhenItsKeyIsToChangeIsMadeAgain) {
  work();
  ca_.desk([](auto& desk) { desk.accounts.clear(); });
  ask();
  work();
  EXPECT_TRUE(issuer().ready()) << issuer_condition(api::kReady).message;
  EXPECT_EQ(stored_jwk(), jwk_at_the_ca());
  EXPECT_EQ(account_secret("tls.key.next"), "");
}

TEST_F(RolloverTest, AnRsaKeyIsFollowedByAnRsaKey) {
  ca_.desk([](auto& desk) { desk.settings.algorithms = {"RS256"}; });
  work();
  const std::string before = stored_jwk();
  ask();
  work();
  expect_changed_from(before);
}

TEST_F(RolloverTest, A21_ItWaitsForTheEndOfEveryOrder) {
  work();
  const std::string before = stored_jwk();
  ca_.always("challenge", fakes::says({503, {}, ""}));
  apply_certificate();
  work(base::Seconds(3));
  ASSERT_TRUE(certificate().status.order);
  ask();
  work(base::Seconds(30));
  EXPECT_EQ(ca_.count("keyChange"), 0);
  EXPECT_EQ(issuer_condition(api::kAccountKeyChanged).reason, api::kOrdersUnderWay);
  EXPECT_TRUE(issuer().ready());
  ca_.behave();
  work(std::chrono::minutes(2));
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  expect_changed_from(before);
}

TEST_F(RolloverTest, DF09_ACaThatDoesNotOfferItLeavesTheIssuerReady) {
  ca_.always("directory", fakes::with_text("keyChange", "keyTwist"));
  work();
  const std::string before = stored_jwk();
  ask();
  work(base::Seconds(30));
  EXPECT_TRUE(issuer().ready()) << issuer_condition(api::kReady).message;
  EXPECT_THAT(why_not(), HasSubstr("does not offer"));
  EXPECT_EQ(stored_jwk(), before);
  EXPECT_EQ(ca_.count("keyChange"), 0);
}

TEST_F(RolloverTest, DF09_WhileTheDirectoryCannotBeReadTheIssuerStaysReady) {
  work();
  const std::string before = stored_jwk();
  start();  // knows no directory
  const int looks = ca_.count("directory");
  ca_.always("directory", fakes::says({503, {}, "<html>maintenance</html>"}));
  ask();
  work(std::chrono::minutes(10));
  EXPECT_TRUE(issuer().ready()) << issuer_condition(api::kReady).message;
  EXPECT_EQ(issuer_condition(api::kAccountKeyChanged).reason, api::kCaUnreachable);
  EXPECT_THAT(why_not(), HasSubstr("503"));
  EXPECT_GE(ca_.count("directory") - looks, 5);
  EXPECT_LE(ca_.count("directory") - looks, 30) << "at a pace";
  EXPECT_EQ(account_secret("tls.key.next"), "") << "nothing is begun";
  ca_.behave();
  work(std::chrono::minutes(11));
  expect_changed_from(before);
  EXPECT_FALSE(issuer().status.failure);
}

TEST_F(RolloverTest, DF09_EveryFormOfANoLeavesTheKey) {
  int asked = 0;
  for (const int status : {400, 403, 404, 405, 409}) {
    ca_.always("keyChange", fakes::says({status, {}, "<html>no</html>"}));
    work();
    const std::string before = stored_jwk();
    ask(std::to_string(status));
    work(base::Seconds(30));
    EXPECT_TRUE(issuer().ready()) << status << ": " << issuer_condition(api::kReady).message;
    EXPECT_EQ(stored_jwk(), before) << status;
    EXPECT_EQ(ca_.count("keyChange"), ++asked) << status;
  }
}

TEST_F(RolloverTest, DF17_AnOrderThatWaitsForAPartnerPutsNothingOff) {
  work();
  const std::string before = stored_jwk();
  apply_certificate();
  annotate(std::string(lifecycle::kPartnerAnnotation), "nobody");
  work();
  ASSERT_EQ(condition(api::kIssuing).reason, api::kWaitsForPartner);
  ask();
  work(base::Seconds(10));
  expect_changed_from(before);
}

TEST_F(RolloverTest, DF17_AnOrderThatIsNeverProvedPutsItOffForMinutesAlone) {
  work();
  const std::string before = stored_jwk();
  ca_.always("challenge", fakes::says({503, {}, ""}));
  apply_certificate();
  work(base::Seconds(3));
  ask();
  const auto begun = clock_.mono_now();
  while (ca_.count("keyChange") == 0 && clock_.mono_now() < begun + std::chrono::hours(1)) {
    work(base::Seconds(5));
    clock_.advance(base::Seconds(5));
  }
  EXPECT_GE(clock_.mono_now() - begun, controller::KeyChangeWaits::kMost);
  EXPECT_LT(clock_.mono_now() - begun, controller::KeyChangeWaits::kMost + base::Seconds(60));
  expect_changed_from(before);
  ca_.behave();
  work(std::chrono::minutes(30));
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
}

TEST_F(RolloverTest, DF17_OrdersThatAreMadeOverAndOverPutItOffForMinutesAlone) {
  work();
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 1'000'000; });
  ask();
  for (int i = 0; i < 200 && ca_.count("keyChange") == 0; ++i) {
    apply_certificate({"n" + std::to_string(i) + ".example"});
    work(base::Seconds(3));
    clock_.advance(base::Seconds(3));
  }
  EXPECT_EQ(ca_.count("keyChange"), 1);
}

// By another controller, or an Issuer that shares the Secret.
TEST_F(RolloverTest, A21_AnswersThatArePublishedAreMadeOfTheKeyThatIsValidNow) {
  ca_.always("challenge", fakes::says({503, {}, ""}));
  apply_certificate();
  work(base::Seconds(3));
  ASSERT_TRUE(certificate().status.order);
  ASSERT_EQ(leftovers().size(), 2U) << "the pending key and the answers";
  const auto next = crypto::PrivateKey::generate({});
  ca_.desk(
      [&](auto& desk) { desk.accounts.begin()->second.jwk = wire::Object::parse(next.jwk()); });
  put_account_secret({{"tls.key", next.pem().reveal()}});
  ca_.behave();
  start();
  work(base::Seconds(120));
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(orders(), 1);
}

class RolloverCrash : public RolloverTest, public testing::WithParamInterface<bool> {};

TEST_P(RolloverCrash, A17_AtAnyCallEndsWithOneNewKeyThatIsTheAccounts) {
  int calls = 1;
  for (bool survived = false; !survived; ++calls) {
    ASSERT_LT(calls, 50);
    begin_again();
    apply_certificate();
    start();
    work();
    ASSERT_TRUE(is_issued()) << calls;
    const std::string before = stored_jwk();
    const auto asked = new_keys_asked_for().size();
    start(calls, GetParam());
    ask();
    work(base::Seconds(30));
    survived = !life_->over;
    start();
    work(base::Seconds(60));
    EXPECT_TRUE(issuer().ready()) << calls << ": " << issuer_condition(api::kReady).message;
    EXPECT_EQ(stored_jwk(), jwk_at_the_ca()) << calls;
    EXPECT_NE(stored_jwk(), before) << calls;
    EXPECT_EQ(account_secret("tls.key.next"), "") << calls;
    EXPECT_EQ(new_keys_asked_for().size(), asked + 1) << calls;
    EXPECT_EQ(ca_.desk([](auto& desk) { return desk.accounts.size(); }), 1U) << calls;
    expect_issuing_works("1");
    EXPECT_THAT(leftovers(), IsEmpty()) << calls;
  }
  EXPECT_GT(calls, 6);
}

INSTANTIATE_TEST_SUITE_P(, RolloverCrash, testing::Bool(), [](const auto& arrives) {
  return std::string(arrives.param ? "After" : "Before");
});

}  // namespace
