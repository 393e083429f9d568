// Revoking a certificate: when the user asks, once, and never otherwise.

#include "controller/issuance_bed.h"

namespace {

class RevocationTest : public issuance::Bed {
 protected:
  int revoked(std::int64_t reason) {
    return ca_.desk([&](auto& desk) {
      int count = 0;
      for (const auto& [id, one] : desk.certificates) count += one.revoked && one.reason == reason;
      return count;
    });
  }
  std::string tls_key() const {
    return api_.get(kube::kSecrets, {"team", "web-tls"})->object("data").text("tls.key");
  }
  void issue(bool rotates = true) {
    apply_certificate({"a.example"}, [&](wire::Writer& spec) {
      if (!rotates) spec.set("privateKey", wire::Writer().set("rotationPolicy", "Never"));
    });
    work();
    ASSERT_TRUE(is_issued());
  }
};

TEST_F(RevocationTest, V4_DeletingACertificateOrItsSecretRevokesNothing) {
  issue();
  api_.remove(kube::kSecrets, {"team", "web-tls"});
  work();
  ASSERT_TRUE(is_issued());
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  start();
  work();
  EXPECT_EQ(ca_.count("revokeCert"), 0);
}

TEST_F(RevocationTest, V4_AnIssuanceThatReplacesRevokesNothing) {
  issue();
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_EQ(orders(), 2);
  EXPECT_EQ(ca_.count("revokeCert"), 0);
}

TEST_F(RevocationTest, ARequestIsServedOnceAndAnotherCertificateHasAnotherKey) {
  for (const bool rotates : {true, false}) {
    api_.remove(kube::kSecrets, {"team", "web-tls"});
    api_.remove(api::kCertificates, {"team", "web"});
    issue(rotates);
    const std::string certificate = tls_secret();
    const std::string key = tls_key();
    annotate("sallyport.dev/revoke", rotates ? "superseded" : "superseded 2");
    work(base::Seconds(120));
    EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
    EXPECT_NE(tls_secret(), certificate);
    EXPECT_NE(tls_key(), key);
    start();
    work(base::Seconds(120));
    EXPECT_EQ(revoked(4), rotates ? 1 : 2);
    EXPECT_EQ(ca_.count("revokeCert"), rotates ? 1 : 2);
  }
}

TEST_F(RevocationTest, ACompromiseIsShownByTheKeyItself) {
  issue();
  annotate("sallyport.dev/revoke", "keyCompromise");
  work();
  EXPECT_TRUE(is_issued());
  EXPECT_EQ(revoked(1), 1);
  for (const auto& request : ca_.requests()) {
    if (request.endpoint == "revokeCert") {
      EXPECT_TRUE(request.jws->header.has("jwk"));
    }
  }
}

TEST_F(RevocationTest, ACertificateOfAnAccountThatIsLostIsRevokedByItsKey) {
  issue();
  ca_.desk([](auto& desk) {
    for (auto& [id, one] : desk.certificates) one.account = "another";
  });
  annotate("sallyport.dev/revoke", "cessationOfOperation");
  work();
  EXPECT_EQ(revoked(5), 1);
  EXPECT_EQ(ca_.count("revokeCert"), 2);
}

TEST_F(RevocationTest, AReasonThatIsNoneRevokesNothingAndStopsNothing) {
  issue();
  const std::string certificate = tls_secret();
  annotate("sallyport.dev/revoke", "true");
  work();
  EXPECT_EQ(ca_.count("revokeCert"), 0);
  EXPECT_EQ(tls_secret(), certificate);
  ASSERT_TRUE(this->certificate().status.revocation);
  EXPECT_EQ(this->certificate().status.revocation->serial, "");
}

TEST_F(RevocationTest, ARestoredCertificateIsNotRevokedByItsAnnotation) {
  apply_certificate();
  annotate("sallyport.dev/revoke", "keyCompromise");
  work(base::Seconds(120));
  EXPECT_TRUE(is_issued());
  EXPECT_EQ(ca_.count("revokeCert"), 0);
}

TEST_F(RevocationTest, AnAnswerThatWasLostIsAskedForAgain) {
  issue();
  ca_.at("revokeCert", 1, fakes::drops_after());
  annotate("sallyport.dev/revoke", "superseded");
  work(base::Seconds(120));
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(ca_.count("revokeCert"), 2);
  EXPECT_EQ(revoked(4), 1);
  EXPECT_EQ(orders(), 2);
}

TEST_F(RevocationTest, WhatTheCaRefusesIsToldAndStopsNothing) {
  issue();
  const std::string certificate = tls_secret();
  ca_.always("revokeCert", fakes::says_problem(403, "unauthorized", "not yours"));
  annotate("sallyport.dev/revoke", "superseded");
  work();
  EXPECT_EQ(tls_secret(), certificate);
  EXPECT_TRUE(is_issued());
  EXPECT_EQ(ca_.count("revokeCert"), 2);
}

}  // namespace
