// How a new certificate comes to those who use it: one write, in our own Secret and no other.

#include "base/base64.h"
#include "controller/issuance_bed.h"

namespace {

using testing::HasSubstr;

const std::string kWrite = "PATCH secrets web-tls";

class SecretSwap : public issuance::Bed {
 protected:
  SecretSwap() {
    apply_certificate();
    work();
  }
  long writes() const {
    const auto all = api_.writes();
    return std::count(all.begin(), all.end(), kWrite);
  }
  // Right before the next write of the Secret, and once.
  void before_the_write(std::function<void()> change) {
    api_.before_write([this, change = std::move(change)](const std::string& what) {
      if (what != kWrite) return;
      api_.before_write({});
      change();
    });
  }
  // As somebody else who takes the name for a Secret of their own.
  void put_theirs() {
    api_.remove(kube::kSecrets, {"team", "web-tls"});
    api_.put(kube::kSecrets,
             kube::new_object(kube::kSecrets, {"team", "web-tls"})
                 .set("type", "Opaque")
                 .set("data", wire::Writer().set("tls.crt", base::base64("theirs"))));
  }
  wire::Object secret() const { return api_.get(kube::kSecrets, {"team", "web-tls"}).value(); }
};

TEST_F(SecretSwap, F13_OneWriteBringsKeyAndCertificate) {
  EXPECT_EQ(writes(), 1);
  const std::string first = tls_secret();
  api_.on_change([this, first](const auto& plural, const auto& key, const auto* object) {
    if (plural == "secrets" && key.name == "web-tls") {
      EXPECT_TRUE(records::read_secret(*object).certificate->key_matches);
    }
    program_->put(plural, key, object);
  });
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_NE(tls_secret(), first);
  EXPECT_EQ(writes(), 2);
}

TEST_F(SecretSwap, F13_WhatSomebodyElseWroteMeanwhileIsLookedAtFirst) {
  const std::string first = tls_secret();
  before_the_write([this] {
    wire::Writer meta(secret().object("metadata"));
    meta.set("annotations", wire::Writer(secret().object("metadata").object("annotations"))
                                .set("team.example/note", "meanwhile"));
    api_.put(kube::kSecrets, wire::Writer(secret()).set("metadata", meta));
  });
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_TRUE(is_issued());
  EXPECT_NE(tls_secret(), first);
  EXPECT_EQ(writes(), 3) << "one was refused";
  EXPECT_EQ(orders(), 2);
}

TEST_F(SecretSwap, F13_ASecretThatHasBecomeSomebodyElsesIsLeftAlone) {
  before_the_write([this] { put_theirs(); });
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_EQ(tls_secret(), "theirs");
  EXPECT_EQ(condition(api::kIssuing).reason, api::kSecretNotOurs);
  EXPECT_THAT(condition(api::kStalled).message, HasSubstr("choose another secretName"));
  EXPECT_EQ(orders(), 2);
}

// The watch of Secrets is behind, so that the order is made.
TEST_F(SecretSwap, F13_ASecretThatChangedHandsUnheardIsLeftAlone) {
  api_.on_change([this](const auto& plural, const auto& key, const auto* object) {
    if (key.name != "web-tls") program_->put(plural, key, object);
  });
  put_theirs();
  const int fetched = ca_.count("certificate");
  annotate("sallyport.dev/renew", "1");
  work(base::Seconds(5));
  EXPECT_GE(orders(), 2);
  EXPECT_EQ(tls_secret(), "theirs");
  EXPECT_LE(ca_.count("certificate") - fetched, 2) << "the store is behind, and is told";
}

// The first write, before which nobody's Secret was seen.
class FirstWrite : public issuance::Bed {
 protected:
  void before_write_of(const std::string& object, std::function<void()> change) {
    api_.before_write([this, object, change = std::move(change)](const std::string& what) {
      if (!what.starts_with("PATCH " + object)) return;
      api_.before_write({});
      change();
    });
  }
  std::string field(const std::string& secret, const std::string& name) const {
    const auto there = api_.get(kube::kSecrets, {"team", secret});
    return there ? base::from_base64(there->object("data").text_or(name, "")).value() : "";
  }
};

TEST_F(FirstWrite, F13_ASecretThatComesRightBeforeItIsLeftAlone) {
  for (const std::string& type : {std::string("Opaque"), std::string("kubernetes.io/tls")}) {
    begin_again();
    start();
    before_write_of("secrets web-tls", [&] {
      api_.put(kube::kSecrets, kube::new_object(kube::kSecrets, {"team", "web-tls"})
                                   .set("type", type)
                                   .set("data", wire::Writer()
                                                    .set("tls.crt", base::base64("theirs"))
                                                    .set("tls.key", base::base64("their key"))));
    });
    apply_certificate();
    work();
    EXPECT_EQ(field("web-tls", "tls.crt"), "theirs") << type;
    EXPECT_EQ(field("web-tls", "tls.key"), "their key") << type;
    EXPECT_EQ(condition(api::kIssuing).reason, api::kSecretNotOurs) << type;
    EXPECT_EQ(orders(), 1) << type;
  }
}

TEST_F(FirstWrite, F13_APendingKeyThatSomebodyReplacedIsTheOneThatIsCertified) {
  const crypto::PrivateKey other = crypto::PrivateKey::generate({});
  before_write_of("challenges", [&] {
    for (const auto& [path, object] : api_.all()) {
      if (path.find("/secrets/sallyport-key-") == std::string::npos) continue;
      const auto data = wire::Writer().set("tls.key", base::base64(other.pem().reveal()));
      api_.put(kube::kSecrets, wire::Writer(object).set("data", data));
    }
  });
  apply_certificate();
  work();
  ASSERT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(field("web-tls", "tls.key"), other.pem().reveal());
}

TEST_F(FirstWrite, F13_ASecretThatLosesItsLabelRightAfterItIsOursStill) {
  apply_certificate();
  work(base::Seconds(3));
  ASSERT_TRUE(is_issued());
  const auto there = api_.get(kube::kSecrets, {"team", "web-tls"}).value();
  wire::Writer meta(there.object("metadata"));
  meta.set("labels", wire::Writer());
  api_.put(kube::kSecrets, wire::Writer(there).set("metadata", meta));
  work(base::Seconds(3));
  EXPECT_EQ(orders(), 1);
}

}  // namespace
