// A Secret for what does not work without one, by real steps: there at once, and replaced by the
// first certificate.

#include <gmock/gmock.h>

#include "api/annotation_reasons.h"
#include "base/base64.h"
#include "controller/issuance_bed.h"
#include "crypto/certificate.h"

namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PlaceholderSecret : public issuance::Bed {
 protected:
  void ask(const std::function<void(wire::Writer&)>& change = {}) {
    apply_certificate({"a.example"}, change);
    annotate(std::string(api::kPlaceholderAnnotation), "true");
  }
  static void by_nobody(wire::Writer& spec) {
    spec.set("issuerRef", wire::Writer().set("name", "later"));
  }
  wire::Object secret() const { return api_.get(kube::kSecrets, {"team", "web-tls"}).value(); }
  std::string mark() const {
    return secret()
        .object("metadata")
        .object("annotations")
        .text_or("sallyport.dev/placeholder", "");
  }
  std::string data(const std::string& field) const {
    return base::from_base64(secret().object("data").text_or(field, "")).value();
  }
};

TEST_F(PlaceholderSecret, IsThereWhateverStandsInTheWayOfACertificateAndIsNeverReady) {
  ask(by_nobody);
  work();
  EXPECT_EQ(mark(), "true");
  const auto chain = crypto::parse_chain(data("tls.crt"));
  ASSERT_TRUE(chain) << chain.error();
  EXPECT_EQ(chain->front().dns_names, std::vector<std::string>{"a.example"});
  EXPECT_EQ(condition(api::kReady).status, "False");
  EXPECT_EQ(condition(api::kReady).reason, api::kPlaceholderStored);
  EXPECT_EQ(condition(api::kIssuing).reason, api::kIssuerNotFound);
  EXPECT_FALSE(certificate().status.not_after);
  EXPECT_THAT(program_->exposition(),
              Not(HasSubstr("sallyport_certificate_expiration_timestamp_seconds{")));
}

TEST_F(PlaceholderSecret, IsReplacedByTheFirstCertificate) {
  ask();
  work();
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(mark(), "");
  EXPECT_EQ(orders(), 1);
  const auto chain = crypto::parse_chain(data("tls.crt"));
  ASSERT_TRUE(chain) << chain.error();
  EXPECT_THAT(chain->front().common_name, Not(HasSubstr("Placeholder")));
}

// Its key was made for it alone.
TEST_F(PlaceholderSecret, IsNeverTheKeyOfACertificate) {
  ask([](wire::Writer& spec) {
    by_nobody(spec);
    spec.set("privateKey", wire::Writer().set("rotationPolicy", "Never"));
  });
  work();
  const std::string before = data("tls.key");
  ASSERT_FALSE(before.empty());
  const auto there = api_.get(api::kCertificates, {"team", "web"}).value();
  wire::Writer spec(there.object("spec"));
  spec.set("issuerRef", wire::Writer().set("name", "ca"));
  api_.put(api::kCertificates, wire::Writer(there).set("spec", spec));
  work();
  ASSERT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_NE(data("tls.key"), before);
}

// Another manager has the mark, so that a write by server-side apply leaves it.
TEST_F(PlaceholderSecret, OfACertificateThatIsGoneDoesNotStopTheNext) {
  ask(by_nobody);
  work();
  ASSERT_EQ(mark(), "true");
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  apply_certificate({"a.example"});
  work();
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(mark(), "");
  EXPECT_EQ(orders(), 1);
}

// Whoever takes the mark off has a certificate that is from nobody.
TEST_F(PlaceholderSecret, WithoutItsMarkIsNoCertificateEither) {
  ask(by_nobody);
  work();
  const auto there = secret();
  wire::Writer meta(there.object("metadata"));
  wire::Writer words(there.object("metadata").object("annotations"));
  meta.set("annotations", words.remove("sallyport.dev/placeholder"));
  api_.put(kube::kSecrets, wire::Writer(there).set("metadata", meta));
  work();
  EXPECT_EQ(condition(api::kReady).status, "False") << condition(api::kReady).message;
}

TEST_F(PlaceholderSecret, IsNotMadeUnlessItIsAskedFor) {
  apply_certificate({"a.example"}, by_nobody);
  work();
  EXPECT_FALSE(api_.get(kube::kSecrets, {"team", "web-tls"}));
}

TEST_F(PlaceholderSecret, TakesNoSecretFromAnybody) {
  api_.put(kube::kSecrets, kube::new_object(kube::kSecrets, {"team", "web-tls"})
                               .set("data", wire::Writer().set("theirs", base::base64("x"))));
  ask(by_nobody);
  work();
  EXPECT_EQ(data("theirs"), "x");
  EXPECT_EQ(mark(), "");
  EXPECT_EQ(condition(api::kReady).reason, api::kSecretNotOurs);
}

// A password that is missing is waited for by the certificate alone.
TEST_F(PlaceholderSecret, HasNoKeystore) {
  ask([](wire::Writer& spec) {
    const auto password = wire::Writer().set("name", "missing");
    spec.set("keystores",
             wire::Writer().set(
                 "pkcs12", wire::Writer().set("create", true).set("passwordSecretRef", password)));
  });
  work();
  EXPECT_EQ(mark(), "true");
  EXPECT_FALSE(secret().object("data").has("keystore.p12"));
}

}  // namespace
