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

// DF02. What a tenant may write into its Secret, in the moment in which it asks.
class ForeignSecretTest : public RevocationTest {
 protected:
  using Change = std::function<void(wire::Writer& data, wire::Writer& annotations)>;

  void change_secret(const Change& change) {
    const auto there = api_.get(kube::kSecrets, {"team", "web-tls"}).value();
    wire::Writer data(there.object("data"));
    wire::Writer meta(there.object("metadata"));
    wire::Writer annotations(there.object("metadata").object("annotations"));
    change(data, annotations);
    meta.set("annotations", annotations);
    api_.put(kube::kSecrets, wire::Writer(there).set("data", data).set("metadata", meta));
  }
  wire::Object secret(const std::string& name) const {
    return api_.get(kube::kSecrets, {"team", name}).value();
  }
  void expect_refused(const std::string& words) {
    const int asked = ++requests_;
    annotate("sallyport.dev/revoke", "superseded " + std::to_string(asked));
    start();  // so that both are seen at once
    work(base::Seconds(120));
    EXPECT_EQ(ca_.count("revokeCert"), 0) << words;
    ASSERT_TRUE(certificate().status.revocation) << words;
    EXPECT_EQ(certificate().status.revocation->request, "superseded " + std::to_string(asked));
    EXPECT_EQ(certificate().status.revocation->serial, "") << words;
    start();  // the Events of the program before are out
    EXPECT_THAT(api_.notes(), testing::Contains(testing::HasSubstr(words)));
    EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  }

 private:
  int requests_ = 0;
};

TEST_F(ForeignSecretTest, NothingIsRevokedButWhatWasIssuedForThisCertificate) {
  issue();
  apply_named("victim", {"victim.example"});
  work();
  const auto victim = secret("victim-tls").object("data");
  const auto words = secret("victim-tls").object("metadata").text_map("annotations");
  const auto steal = [&](wire::Writer& data, const char* field) {
    data.set(field, victim.text(field));
  };

  change_secret([&](auto& data, auto&) { steal(data, "tls.crt"); });
  expect_refused("tls.key is not the key of tls.crt");
  change_secret([&](auto& data, auto&) {
    steal(data, "tls.crt");
    steal(data, "tls.key");
  });
  expect_refused("nothing shows that tls.crt was issued for this Certificate");
  change_secret([&](auto& data, auto& annotations) {
    steal(data, "tls.crt");
    steal(data, "tls.key");
    for (const auto& [name, word] : words) annotations.set(name, word);
    annotations.set("sallyport.dev/certificate", "web");
  });
  expect_refused("nothing shows that tls.crt was issued for this Certificate");
  change_secret([](auto&, auto& annotations) { annotations.set("sallyport.dev/seal", "AAAA"); });
  expect_refused("(the annotation sallyport.dev/seal is missing or does not fit)");
}

TEST_F(ForeignSecretTest, WhatTheSealIsAboutMayNotBeChanged) {
  issue();
  for (const char* word : {"sallyport.dev/account", "sallyport.dev/seal"}) {
    change_secret([&](auto&, auto& annotations) { annotations.set(word, "https://else/acct/1"); });
    expect_refused("nothing shows that tls.crt was issued for this Certificate");
    annotate("sallyport.dev/renew", word);
    work();
  }
}

TEST_F(ForeignSecretTest, ASecretThatIsWrittenAnewIsStillRevoked) {
  issue();
  change_secret([](auto&, auto& annotations) { annotations.remove("sallyport.dev/layout"); });
  work();
  annotate("sallyport.dev/revoke", "superseded");
  work(base::Seconds(120));
  EXPECT_EQ(ca_.count("revokeCert"), 1);
  EXPECT_TRUE(is_issued());
}

TEST_F(RevocationTest, AnotherKeyOfTheSealsMakesTheOlderOnesVoid) {
  issue();
  api_.remove(kube::kSecrets, {issuance::kHome, "sallyport-seal"});
  start();
  annotate("sallyport.dev/revoke", "superseded");
  work(base::Seconds(120));
  EXPECT_EQ(ca_.count("revokeCert"), 0);
  annotate("sallyport.dev/renew", "1");
  work();
  annotate("sallyport.dev/revoke", "superseded 2");
  work(base::Seconds(120));
  EXPECT_EQ(ca_.count("revokeCert"), 1);
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
