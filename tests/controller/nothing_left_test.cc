// What an issuance that comes to nothing leaves at the CA and in the cluster: nothing.

#include "controller/issuance_bed.h"

namespace {

using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

class NothingLeft : public issuance::Bed {
 protected:
  int pending() {
    return ca_.desk([](fakes::Desk& desk) {
      return static_cast<int>(
          std::count_if(desk.authorizations.begin(), desk.authorizations.end(),
                        [](const auto& each) { return each.second.status == "pending"; }));
    });
  }
  // An order is under way, its answers are published, and the CA never looks.
  void begin() {
    ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 1'000'000; });
    apply_certificate({"a.example", "b.example"});
    work(base::Seconds(5));
    ASSERT_EQ(pending(), 2);
    ASSERT_TRUE(has_answers());
  }
  bool has_answers() const {
    for (const auto& [path, object] : api_.all())
      if (path.find("/challenges/") != std::string::npos) return true;
    return false;
  }
};

TEST_F(NothingLeft, V6_AThousandFailuresLeaveNothingButTheKeyForTheNextTry) {
  ca_.desk([](auto& desk) {
    desk.settings.validate = [](const auto&) { return fakes::problem_json("dns", "no address"); };
  });
  std::vector<std::string> names;
  for (char letter = 'a'; letter < 'k'; ++letter)
    names.push_back(std::string(1, letter) + ".example");
  apply_certificate(names);
  for (int i = 0; i < 100; ++i) {
    annotate("sallyport.dev/renew", std::to_string(i));
    work(base::Seconds(20));
    clock_.advance(minutes(15));  // so that the next try is not one too many
  }
  EXPECT_EQ(orders(), 100);
  EXPECT_EQ(ca_.count("challenge"), 1000);
  EXPECT_EQ(pending(), 0);
  EXPECT_FALSE(has_answers());
  EXPECT_THAT(leftovers(), ElementsAre(testing::HasSubstr("/secrets/sallyport-key-")));
}

TEST_F(NothingLeft, V6_OfADeletedCertificateNothingIsLeft) {
  begin();
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  EXPECT_EQ(pending(), 0);
  EXPECT_FALSE(has_answers());
}

TEST_F(NothingLeft, V6_OfADeletedNamespaceNothingIsLeft) {
  begin();
  api_.remove(api::kIssuers, {"team", "ca"});
  api_.remove(kube::kSecrets, {"team", "account"});
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  EXPECT_EQ(pending(), 0);
  EXPECT_FALSE(has_answers());
}

TEST_F(NothingLeft, V6_TheNextLeaderGivesUpWhatTheOneBeforeItBegan) {
  begin();
  start();
  work(base::Seconds(5));
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  EXPECT_EQ(pending(), 0);
  EXPECT_FALSE(has_answers());
}

TEST_F(NothingLeft, V6_AnotherIssuerGivesUpWhatTheFirstWasAskedFor) {
  begin();
  fakes::ScriptedCa other;
  apply_issuer("other", other);
  apply_certificate({"a.example", "b.example"}, [](wire::Writer& spec) {
    spec.set("issuerRef", wire::Writer().set("name", "other"));
  });
  work();
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(pending(), 0);
}

TEST_F(NothingLeft, WhatIsOfACertificateThatWasOnlyHeardOfLateStays) {
  begin();
  program_->remove_leftovers_of(certificate().meta.uid);
  EXPECT_TRUE(has_answers());
  program_->remove_leftovers_of("another");
  EXPECT_TRUE(has_answers());
}

TEST_F(NothingLeft, ADeadCaHoldsNobodyUp) {
  begin();
  ca_.always("order", fakes::drops_before());
  ca_.always("authorization", fakes::drops_before());
  work(minutes(10));
  const int before = ca_.count("authorization");
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  EXPECT_EQ(ca_.count("authorization"), before);
  EXPECT_FALSE(has_answers());
}

}  // namespace
