// An account that the CA has lost, or that is given up.

#include "controller/account_bed.h"

namespace {

using fakes::says_problem;
using testing::HasSubstr;

class LostAccounts : public issuance::AccountBed {};

TEST_F(LostAccounts, A13_AnAccountThatTheCaForgotIsMadeAgainAndTheOrderGoesOn) {
  apply_certificate();
  work();
  ASSERT_TRUE(is_issued());
  const std::string first = tls_secret();
  const std::string url = issuer().status.account_url;
  const std::string key = account_secret();
  ca_.desk([](auto& desk) {
    desk.accounts.clear();
    desk.orders.clear();
    desk.authorizations.clear();
  });
  annotate("sallyport.dev/renew", "1");
  const auto took = work();
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_NE(tls_secret(), first);
  EXPECT_NE(issuer().status.account_url, url);
  EXPECT_EQ(account_secret(), key);
  EXPECT_LT(took, base::Seconds(30)) << "a failure was counted";
  EXPECT_EQ(accounts(), 1U);
}

TEST_F(LostAccounts, A13_AlsoInTheMiddleOfAnOrder) {
  ca_.at("finalize", 1, [this](fakes::Turn& turn) {
    ca_.desk([](auto& desk) {
      desk.accounts.clear();
      desk.orders.clear();
      desk.authorizations.clear();
    });
    turn.send(turn.serve());
  });
  apply_certificate();
  work();
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(accounts(), 1U);
}

TEST_F(LostAccounts, A13_ACaThatAlwaysSaysSoIsNotAskedForEver) {
  work();
  ca_.always("newOrder", says_problem(400, "accountDoesNotExist", "no such account"));
  apply_certificate();
  work(std::chrono::hours(1));
  EXPECT_LT(ca_.count("newOrder"), 12);
  EXPECT_TRUE(is_ready());
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("accountDoesNotExist"));
}

TEST_F(LostAccounts, DF10_AnAccountSecretThatIsGoneIsMadeAgain) {
  work();
  api_.remove(kube::kSecrets, {"team", "account"});
  start();  // what was in memory is lost
  apply_certificate();
  work(base::Seconds(20));
  EXPECT_EQ(account_secret(), "") << "a restore may bring it back";
  clock_.advance(base::Seconds(60));
  work();
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_NE(account_secret(), "");
  EXPECT_EQ(accounts(), 2U);
}

TEST_F(LostAccounts, DF10_WhereWeMayMakeNoneTheIssuerSaysSo) {
  work();
  api_.remove(kube::kSecrets, {"team", "account"});
  apply_issuer([](wire::Writer& acme) { acme.set("disableAccountKeyGeneration", true); });
  start();
  apply_certificate();
  work(std::chrono::minutes(2));
  EXPECT_EQ(ready_reason(), api::kAccountKeyMissing);
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("is not ready"));
}

class LostAccount : public LostAccounts, public testing::WithParamInterface<const char*> {};

TEST_P(LostAccount, A14_IsForAPersonAndNoOtherIsMadeWithItsKey) {
  work();
  const std::string status = GetParam();
  ca_.desk([&](auto& desk) { desk.accounts.begin()->second.status = status; });
  apply_certificate();
  work(std::chrono::hours(1));
  EXPECT_TRUE(is_stalled());
  EXPECT_THAT(ready_message(), HasSubstr(status));
  EXPECT_THAT(ready_message(), HasSubstr("privateKeySecretRef"));
  EXPECT_EQ(condition(api::kIssuing).reason, api::kIssuerNotReady);
  EXPECT_EQ(asked_within_hours(), 0);
  EXPECT_EQ(accounts(), 1U);
  apply_issuer([](wire::Writer& acme) {
    acme.set("privateKeySecretRef", wire::Writer().set("name", "account-2"));
  });
  work();
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(accounts(), 2U);
}

INSTANTIATE_TEST_SUITE_P(, LostAccount, testing::Values("deactivated", "revoked"));

TEST_F(LostAccounts, A14_AStatusThatTheLookUpTellsIsForAPersonToo) {
  work();
  ca_.always("newAccount", fakes::with_text("\"valid\"", "\"deactivated\""));
  apply_issuer([](wire::Writer& acme) { acme.set("email", "other@example.com"); });
  work();
  EXPECT_EQ(ready_reason(), api::kAccountDeactivated);
  EXPECT_TRUE(is_stalled());
}

TEST_F(LostAccounts, ACaThatCouldNotBeReachedIsAskedAgainByItself) {
  ca_.at("directory", 1, fakes::drops_before());
  ca_.at("newAccount", 1, fakes::says({503, {}, ""}));
  work();
  EXPECT_TRUE(is_ready()) << ready_message();
}

TEST_F(LostAccounts, A14_OneNameThatIsNotAuthorizedDoesNotStopTheIssuer) {
  work();
  ca_.at("newOrder", 1, says_problem(403, "unauthorized", "not this name"));
  ca_.at("newOrder", 2, says_problem(403, "unauthorized", "not this name"));
  apply_certificate();
  work();
  EXPECT_TRUE(is_ready()) << ready_message();
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("not this name"));
  EXPECT_EQ(condition(api::kStalled).status, "True");
}

TEST_F(LostAccounts, DF43_ANameThatIsNotAuthorizedLeavesTheIssuerReadyAllTheTime) {
  work();
  const auto before = issuer_condition(api::kReady);
  clock_.advance(std::chrono::hours(1));
  ca_.at("newOrder", 1, says_problem(403, "unauthorized", "not this name"));
  apply_certificate();
  work();
  EXPECT_EQ(issuer_condition(api::kReady), before);
  EXPECT_EQ(ca_.count("newAccount"), 3) << "the account was not looked up once: " << ca_.log();
}

TEST_F(LostAccounts, DF43_AnAccountThatCannotBeLookedUpIsNotTakenForGone) {
  work();
  const auto before = issuer_condition(api::kReady);
  clock_.advance(std::chrono::hours(1));
  ca_.at("newOrder", 1, says_problem(403, "unauthorized", "not this name"));
  ca_.at("newAccount", ca_.count("newAccount") + 1, fakes::says({503, {}, ""}));
  apply_certificate();
  work();
  EXPECT_EQ(issuer_condition(api::kReady), before);
}

TEST_F(LostAccounts, A20_DeletingAnIssuerLeavesItsAccountAlone) {
  work();
  const std::string before = ca_.log();
  api_.remove(api::kIssuers, {"team", "ca"});
  work();
  start();
  work();
  EXPECT_EQ(ca_.log(), before);
}

TEST_F(LostAccounts, A20_AnAccountIsDeactivatedWhenItsUrlIsAskedFor) {
  work();
  annotate_issuer("sallyport.dev/deactivate-account", "true");
  work();
  annotate_issuer("sallyport.dev/deactivate-account", ca_.url("/account/another"));
  work();
  EXPECT_EQ(ca_.count("account"), 0);
  annotate_issuer("sallyport.dev/deactivate-account", issuer().status.account_url);
  work();
  EXPECT_EQ(ca_.desk([](auto& desk) { return desk.accounts.begin()->second.status; }),
            "deactivated");
  EXPECT_EQ(ready_reason(), api::kAccountDeactivated);
  EXPECT_TRUE(is_stalled());
  start();
  work();
  EXPECT_EQ(ready_reason(), api::kAccountDeactivated);
  EXPECT_EQ(accounts(), 1U);
}

}  // namespace
