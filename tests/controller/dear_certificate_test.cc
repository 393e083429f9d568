// What costs a CA an order or a certificate: how often it is asked when it does not come to an end,
// or when the cluster does not take what came.
#include <gmock/gmock.h>

#include "issuance_bed.h"

namespace {

using namespace issuance;
using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;

class DearCertificate : public Bed {
 protected:
  std::string told() const { return condition(api::kIssuing).message; }
};

TEST_F(DearCertificate, DF12_FinalizeIsNotAskedForOverAndOver) {
  ca_.always("finalize", fakes::says_problem(403, "orderNotReady", "not yet"));
  apply_certificate();
  work(minutes(10));
  EXPECT_LE(ca_.count("finalize"), 11 * ca_.count("newOrder"));
  EXPECT_LE(ca_.count("newOrder"), 5);
  EXPECT_THAT(certificate().status.failure->message, HasSubstr("11 times in a row"));
}

TEST_F(DearCertificate, DF12_AFinalizeThatChangesNothingIsNotAskedForOverAndOver) {
  ca_.always("finalize", fakes::changed([](fakes::CaReply& reply) {
               const auto at = reply.body.find("\"valid\"");
               if (at != std::string::npos) reply.body.replace(at, 7, "\"ready\"");
             }));
  ca_.always("order", fakes::with_text("\"valid\"", "\"ready\""));
  apply_certificate();
  work(minutes(10));
  EXPECT_LE(ca_.count("finalize"), 11 * ca_.count("newOrder"));
  EXPECT_LE(ca_.count("newOrder"), 5);
}

TEST_F(DearCertificate, DF12_OneThatLagsIsWaitedFor) {
  for (int i = 1; i <= 4; ++i) {
    ca_.at("finalize", i, fakes::says_problem(403, "orderNotReady", "not yet"));
  }
  apply_certificate();
  work();
  EXPECT_TRUE(is_issued());
  EXPECT_EQ(ca_.count("newOrder"), 1);
}

TEST_F(DearCertificate, DF13_WhatTheClusterRefusesIsWrittenLaterFromTheSameOrder) {
  api_.forbid("PATCH secrets web-tls");
  apply_certificate();
  work(hours(3));
  EXPECT_EQ(ca_.count("newOrder"), 1);
  EXPECT_EQ(orders(), 1);
  EXPECT_LE(ca_.count("certificate"), 35) << "ever later";
  EXPECT_EQ(condition(api::kIssuing).reason, api::kClusterRefused);
  EXPECT_THAT(told(), HasSubstr("is written as soon as the cluster takes it"));
  api_.forbid("");
  work(hours(2));
  EXPECT_TRUE(is_issued()) << told();
  EXPECT_EQ(ca_.count("newOrder"), 1);
}

TEST_F(DearCertificate, DF13_AChainThatIsOfNoUseIsOrderedAgainAFewTimesADayAtMost) {
  ca_.always("certificate", fakes::with_text("-----BEGIN CERTIFICATE-----\nMII",
                                             "-----BEGIN CERTIFICATE-----\nAAA"));
  apply_certificate();
  work(hours(12));
  EXPECT_LE(ca_.count("newOrder"), 3);
  EXPECT_GE(ca_.count("newOrder"), 2);
}

TEST_F(DearCertificate, DF30_WithoutThePasswordOfTheKeystoreNothingIsDownloaded) {
  apply_certificate({"a.example"}, [](wire::Writer& spec) {
    spec.set(
        "keystores",
        wire::Writer().set(
            "pkcs12", wire::Writer()
                          .set("create", true)
                          .set("passwordSecretRef",
                               wire::Writer().set("name", "password").set("key", "password"))));
  });
  work(hours(1));
  EXPECT_EQ(condition(api::kIssuing).reason, api::kKeystorePasswordMissing) << told();
  EXPECT_EQ(ca_.count("certificate"), 0);
  EXPECT_EQ(ca_.count("newOrder"), 1);
}

TEST_F(DearCertificate, DF16_AnOrderWithNothingToProveIsGivenUp) {
  const auto nothing = fakes::changed([](fakes::CaReply& reply) {
    const auto at = reply.body.find("\"authorizations\"");
    const auto end = reply.body.find(']', at);
    if (at != std::string::npos) reply.body.replace(at, end - at + 1, "\"authorizations\":[]");
  });
  ca_.always("newOrder", nothing);
  ca_.always("order", nothing);
  apply_certificate();
  work(minutes(14));
  EXPECT_LE(ca_.count("order"), 400);
  work(minutes(30));
  EXPECT_GE(ca_.count("newOrder"), 2) << "the first was given up";
  EXPECT_LE(ca_.count("newOrder"), 3);
}

// The CA has said where it is, and nothing else yet.
TEST_F(DearCertificate, DF35_AnOrderThatCannotBeReadAtOnceIsReadAgain) {
  ca_.always("newOrder", fakes::changed([](fakes::CaReply& reply) { reply.body.clear(); }));
  for (int i = 1; i <= 4; ++i) ca_.at("order", i, fakes::says({503, {}, ""}));
  apply_certificate();
  work(base::Seconds(1));
  ASSERT_TRUE(certificate().status.order);
  work(minutes(10));
  EXPECT_TRUE(is_issued()) << told();
  EXPECT_EQ(ca_.count("newOrder"), 1);
}

TEST_F(DearCertificate, DF35_AnOrderThatIsForOtherNamesIsNotGoneOnWith) {
  ca_.always("newOrder", fakes::changed([](fakes::CaReply& reply) { reply.body.clear(); }));
  ca_.always("order", fakes::with_text("\"a.example\"", "\"b.example\""));
  apply_certificate();
  work(base::Seconds(30));
  EXPECT_THAT(certificate().status.failure->message, HasSubstr("other names"));
  EXPECT_EQ(ca_.count("challenge"), 0);
}

TEST_F(DearCertificate, DF35_AnOrderThatTheCaForgetsAtOnceIsNotMadeOverAndOver) {
  ca_.always("newOrder", fakes::changed([](fakes::CaReply& reply) { reply.body.clear(); }));
  ca_.always("order", fakes::says_problem(404, "malformed", "no such order"));
  apply_certificate();
  work(hours(2));
  EXPECT_LE(ca_.count("newOrder"), 8);
  EXPECT_GE(ca_.count("newOrder"), 4);
  EXPECT_EQ(certificate().status.failure->reason, api::kOrderFailed);
  EXPECT_THAT(told(), HasSubstr("no such order"));
}

// The order that was under way when the process ended, after it had written the Secret.
TEST_F(DearCertificate, DF28_AnEndBetweenSecretAndStatusIsNoFailure) {
  apply_certificate();
  work();
  annotate("sallyport.dev/renew", "1");
  for (int calls = 1; calls < 60; ++calls) {
    start(calls, true);
    work();
  }
  start();
  work();
  EXPECT_TRUE(is_issued());
  EXPECT_FALSE(certificate().status.failure) << certificate().status.failure->message;
}

TEST_F(DearCertificate, DF11_TR11_OneOrderThatIsNotUnderstoodIsNoOutageForOthers) {
  apply_certificate({"odd.example"});
  ca_.at("authorization", 1, fakes::with_text("\"identifier\"", "\"idontfier\""));
  work();
  EXPECT_EQ(certificate().status.failure->reason, api::kOrderFailed);
  apply_named("other", {"b.example"});
  const base::Millis took = work();
  EXPECT_TRUE(is_issued("other"));
  EXPECT_LT(took, base::Seconds(10));
}

}  // namespace
