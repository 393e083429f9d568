#include "records/secret_seen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "fakes/observed_builder.h"
#include "fakes/test_ca.h"
#include "records/labels.h"
#include "records/tls_secret.h"

namespace records {
namespace {

using namespace fakes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Origin kOrigin{"Issuer/le", "https://ca/a/1"};

class SecretTest : public testing::Test {
 protected:
  // What the API server would answer to the write.
  SecretSeen read_back(const wire::Writer& body) const {
    return read_secret(wire::Object::parse(body.text()));
  }
  std::string chain(const crypto::PrivateKey& key) const {
    return ca_.issue({"", {"www.example.com"}, {}}, key);
  }
  const api::Certificate& certificate() const { return *seen_.certificate; }

  const lifecycle::Observed seen_ = ObservedBuilder().build();
  const fakes::TestCa ca_{"root"};
  const crypto::PrivateKey key_ = crypto::PrivateKey::generate({});
};

TEST(Password, S6_OneLineEndBehindItIsNoPartOfIt) {
  const struct {
    const char* stored;
    const char* password;
  } cases[] = {{"opensesame", "opensesame"},
               {"opensesame\n", "opensesame"},
               {"opensesame\r\n", "opensesame"},
               {"opensesame\n\n", "opensesame\n"},
               {" open sesame ", " open sesame "},
               {"opensesame\r", "opensesame\r"},
               {"\n", ""}};
  for (const auto& [stored, password] : cases) {
    const auto data = wire::Writer().set("pw", base::base64(stored));
    const auto secret = wire::Object::parse(wire::Writer().set("data", data).text());
    EXPECT_EQ(password_of(secret, "pw").reveal(), password) << base::base64(stored);
  }
}

TEST_F(SecretTest, ATlsSecretIsReadAsItWasWritten) {
  const SecretSeen secret = read_back(tls_secret({certificate(), key_, chain(key_), kOrigin, {}}));
  ASSERT_TRUE(secret.certificate);
  EXPECT_TRUE(secret.is_for(certificate().meta));
  EXPECT_TRUE(secret.certificate->key_matches);
  EXPECT_THAT(secret.certificate->dns_names, ElementsAre("www.example.com"));
  EXPECT_EQ(secret.certificate->issuer, "Issuer/le");
  EXPECT_EQ(secret.certificate->account, "https://ca/a/1");
  EXPECT_EQ(secret.certificate->key_spec, crypto::KeySpec{});
}

TEST_F(SecretTest, AnotherCertificatesSecretIsNotOurs) {
  const SecretSeen secret = read_back(tls_secret({certificate(), key_, chain(key_), kOrigin, {}}));
  kube::Meta other = certificate().meta;
  other.name = "api";
  EXPECT_FALSE(secret.is_for(other));
}

TEST_F(SecretTest, AKeyOfAnotherCertificateDoesNotMatch) {
  const auto other = crypto::PrivateKey::generate({});
  const SecretSeen secret = read_back(tls_secret({certificate(), key_, chain(other), kOrigin, {}}));
  ASSERT_TRUE(secret.certificate);
  EXPECT_FALSE(secret.certificate->key_matches);
}

// However the answer differs from what was sent, it is known as if nothing had been sent.
TEST_F(SecretTest, AnAnswerIsReadAsASecretThatIsReadAnew) {
  const auto other = crypto::PrivateKey::generate({});
  const std::string pem = chain(key_);
  const Sent sent{key_, crypto::Encoding::kPkcs8, pem, *crypto::parse_chain(pem)};
  std::vector<api::Certificate> specs(3, certificate());
  specs[1].spec.private_key.encoding = "PKCS1";
  specs[2].spec.der = specs[2].spec.combined_pem = true;
  for (api::Certificate& spec : specs) {
    for (const std::string& mark : {std::string(), std::string(kChainedAnnotation)}) {
      if (!mark.empty()) spec.spec.secret_annotations[mark] = sent.chain.front().serial;
      for (const bool placeholder : {false, true}) {
        for (const std::string& crt : {pem, chain(other), std::string("cut")}) {
          for (const crypto::PrivateKey& key : {key_, other}) {
            const auto body = wire::Object::parse(
                tls_secret({spec, key, crt, kOrigin, {}, "", placeholder}).text());
            const SecretSeen anew = read_secret(body);
            const SecretSeen answer = read_answer(body, sent);
            EXPECT_EQ(answer.certificate, anew.certificate) << body.dump();
            EXPECT_EQ(answer.key_id, anew.key_id);
            EXPECT_EQ(answer.key_spec, anew.key_spec);
            EXPECT_EQ(answer.forms.der, anew.forms.der);
            EXPECT_EQ(answer.forms.combined, anew.forms.combined);
          }
        }
      }
    }
  }
}

TEST_F(SecretTest, GarbageIsUnreadableAndNothingWorse) {
  for (const char* data : {R"({})", R"({"tls.key":"%%%","tls.crt":""})",
                           R"({"tls.key":"Z2FyYmFnZQ==","tls.crt":"Z2FyYmFnZQ=="})"}) {
    const SecretSeen secret = read_secret(wire::Object::parse(
        std::string(R"({"metadata":{"name":"x","namespace":"y"},"data":)") + data + "}"));
    EXPECT_FALSE(secret.certificate) << data;
    EXPECT_EQ(secret.key_id, "") << data;
  }
}

TEST_F(SecretTest, APendingKeyBelongsToItsCertificateAndIsKnownAgain) {
  const auto body = pending_key_secret(certificate().meta, key_);
  const auto object = wire::Object::parse(body.text());
  EXPECT_EQ(object.object("metadata").objects("ownerReferences").at(0).text("uid"), "uid-1");
  const SecretSeen pending = read_back(body);
  EXPECT_EQ(pending.key_id,
            read_back(tls_secret({certificate(), key_, chain(key_), kOrigin, {}})).key_id);
  EXPECT_EQ(read_key(object, "tls.key")->public_der(), key_.public_der());
}

TEST_F(SecretTest, TheTemplateIsFollowedButOurOwnWordsStand) {
  api::Certificate wanted = certificate();
  wanted.spec.secret_labels = {{"team", "a"}};
  wanted.spec.secret_annotations = {{std::string(kCertificateAnnotation), "stolen"}};
  const SecretSeen secret = read_back(tls_secret({wanted, key_, chain(key_), kOrigin, {}}));
  EXPECT_EQ(value_of(secret.meta.labels, "team"), "a");
  EXPECT_EQ(value_of(secret.meta.labels, kManagedBy), kSallyport);
  EXPECT_EQ(value_of(secret.meta.annotations, kCertificateAnnotation), "web");
}

TEST_F(SecretTest, AnErrorNeverShowsTheData) {
  const auto secret = wire::Object::parse(R"({"metadata":{"name":"x"},"data":{"tls.key":")" +
                                          base::base64("hunter2") + R"("}})");
  const auto key = read_key(secret, "tls.key");
  ASSERT_FALSE(key);
  EXPECT_THAT(key.error(), HasSubstr("tls.key"));
  EXPECT_THAT(key.error(), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace records
