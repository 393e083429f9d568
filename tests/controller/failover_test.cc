// Whose CA is asked when the one of the spec fails, by real steps at two CAs.

#include "controller/issuance_bed.h"

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;

class TwoCas : public issuance::Bed {
 protected:
  TwoCas() {
    other_.desk([this](fakes::Desk& desk) {
      ca_.desk([&](fakes::Desk& first) { desk.settings.validate = first.settings.validate; });
    });
    apply_issuer("other", other_);
    work();
  }
  void apply_both(const std::vector<std::string>& names = {"a.example"}) {
    apply_certificate(names, [](wire::Writer& spec) {
      spec.set("fallbackIssuerRefs",
               std::vector<wire::Writer>{wire::Writer().set("name", "other")});
    });
  }
  void first_answers(const fakes::Trick& trick) {
    for (const char* endpoint : {"directory", "newNonce", "newOrder", "order", "authorization",
                                 "challenge", "finalize", "certificate"}) {
      ca_.always(endpoint, trick);
    }
  }
  std::string issuer_of_secret() const {
    const auto secret = api_.get(kube::kSecrets, {"team", "web-tls"});
    return secret ? records::read_secret(*secret).certificate->issuer : "";
  }

  fakes::ScriptedCa other_;
};

TEST_F(TwoCas, L11_AfterThreeErrorsOfTheFirstTheOtherIssues) {
  ca_.always("newOrder", fakes::says_problem(500, "serverInternal", "oops"));
  apply_both();
  work(minutes(5));
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(issuer_of_secret(), "Issuer/other");
  EXPECT_EQ(certificate().status.issuer->name, "other");
  EXPECT_EQ(ca_.count("newOrder"), 3);
  EXPECT_EQ(other_.count("newOrder"), 1);
}

TEST_F(TwoCas, L11_TheNextRenewalIsAskedOfTheFirst) {
  ca_.always("newOrder", fakes::says_problem(500, "serverInternal", "oops"));
  apply_both();
  work(minutes(5));
  ASSERT_EQ(issuer_of_secret(), "Issuer/other");
  ca_.behave();
  clock_.advance(hours(1));
  const std::string before = tls_secret();
  work(minutes(5));
  EXPECT_EQ(tls_secret(), before) << "it serves";
  annotate("sallyport.dev/renew", "1");
  work(minutes(5));
  EXPECT_EQ(issuer_of_secret(), "Issuer/ca");
  EXPECT_EQ(certificate().status.issuer->name, "ca");
}

TEST_F(TwoCas, L11_AnOrderAtACaThatGoesDownIsLeftThere) {
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 1'000'000; });
  apply_both();
  work(base::Seconds(5));
  ASSERT_EQ(orders(), 1);
  first_answers(fakes::drops_before());
  work(minutes(15));
  EXPECT_EQ(issuer_of_secret(), "Issuer/other") << condition(api::kIssuing).message;
}

TEST_F(TwoCas, L11_ManyMoveOverTogether) {
  first_answers(fakes::drops_before());
  for (int i = 0; i < 20; ++i) {
    apply_named("web-" + std::to_string(i), {"n" + std::to_string(i) + ".example"},
                [](wire::Writer& spec) {
                  spec.set("fallbackIssuerRefs",
                           std::vector<wire::Writer>{wire::Writer().set("name", "other")});
                });
  }
  work(minutes(5));
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(is_issued("web-" + std::to_string(i)));
  EXPECT_LE(ca_.count("newOrder"), 10) << "one tries for all";
}

TEST_F(TwoCas, L11_WhenTheFallbackRefusesTheFirstIsAskedAgain) {
  ca_.always("newOrder", fakes::says_problem(500, "serverInternal", "oops"));
  other_.always("newOrder", fakes::says_problem(403, "caa", "CAA forbids it"));
  apply_both();
  work(minutes(3));
  EXPECT_GE(other_.count("newOrder"), 1);
  ca_.behave();
  work(hours(2));
  EXPECT_EQ(issuer_of_secret(), "Issuer/ca");
  EXPECT_LE(other_.count("newOrder"), 6);
}

TEST_F(TwoCas, L11_BothDownAreNotAskedForEver) {
  ca_.always("newOrder", fakes::says_problem(500, "serverInternal", "oops"));
  other_.always("newOrder", fakes::says_problem(500, "serverInternal", "oops"));
  apply_both();
  work(hours(10));
  EXPECT_LE(ca_.count("newOrder") + other_.count("newOrder"), 150);
  EXPECT_EQ(condition(api::kIssuing).reason, api::kCaUnreachable);
}

TEST_F(TwoCas, L12_ARefusedNameIsNotAskedOfTheOther) {
  ca_.desk([](auto& desk) { desk.settings.blocked = {"a.example"}; });
  apply_both();
  work(hours(96));  // once a day: only a person can help
  EXPECT_GE(ca_.count("newOrder"), 3);
  EXPECT_EQ(other_.count("newOrder"), 0);
}

TEST_F(TwoCas, L12_WhatCannotBeValidatedIsNotAskedOfTheOther) {
  for (const char* type : {"caa", "unauthorized", "dns"}) {
    ca_.desk([type](auto& desk) {
      desk.settings.validate = [type](const auto&) { return fakes::problem_json(type, "no"); };
    });
    apply_both({std::string(type) + ".example"});
    work(hours(4));
    EXPECT_EQ(condition(api::kIssuing).reason, api::kChallengeFailed);
  }
  EXPECT_GE(ca_.count("newOrder"), 6);
  EXPECT_EQ(other_.count("newOrder"), 0);
}

// The other CA is the staging one of the first.
class Staging : public TwoCas {
 protected:
  Staging() {
    apply_issuer("ca", ca_, [](wire::Writer& acme) {
      acme.set("stagingIssuerRef", wire::Writer().set("name", "other"));
    });
    for (fakes::ScriptedCa* one : {&ca_, &other_}) {
      one->desk([this](fakes::Desk& desk) {
        desk.settings.validate = [this](const auto&) -> std::optional<wire::Writer> {
          if (repaired_) return std::nullopt;
          return fakes::problem_json("unauthorized", "another server answered");
        };
      });
    }
    apply_certificate();
  }

  std::atomic<bool> repaired_ = false;
};

TEST_F(Staging, L13_AfterTheFirstFailureTheNamesAreProvedAtStagingFirst) {
  work();
  EXPECT_EQ(ca_.count("newOrder"), 1);
  EXPECT_EQ(other_.count("newOrder"), 0);
  work(hours(6));
  EXPECT_EQ(ca_.count("newOrder"), 1) << "what fails, fails where it costs nothing";
  EXPECT_GE(other_.count("newOrder"), 2);
  EXPECT_EQ(certificate().status.issuer->name, "other");
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("another server answered"));
  repaired_ = true;
  work(hours(30));
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(issuer_of_secret(), "Issuer/ca");
  EXPECT_EQ(ca_.count("newOrder"), 2);
  EXPECT_EQ(other_.count("finalize"), 0) << "no certificate of staging is made";
  EXPECT_TRUE(testing::Test::HasFailure() || leftovers().size() == 2) << "issuer, account";
}

TEST_F(Staging, L13_AStagingCaThatIsDownIsNotWaitedFor) {
  work();
  for (const char* endpoint : {"directory", "newNonce", "newOrder"}) {
    other_.always(endpoint, fakes::drops_before());
  }
  repaired_ = true;
  work(hours(1));
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
}

TEST_F(Staging, L13_WhoAsksForItIsServedByTheCaThatCounts) {
  work();
  repaired_ = true;
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_TRUE(is_issued());
  EXPECT_EQ(other_.count("newOrder"), 0);
}

}  // namespace
