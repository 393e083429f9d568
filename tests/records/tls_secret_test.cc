#include "records/tls_secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/observed_builder.h"
#include "fakes/test_ca.h"

namespace records {
namespace {

using namespace fakes;
using testing::ElementsAre;

class TlsSecretTest : public testing::Test {
 protected:
  std::vector<std::string> fields_of(const api::Certificate& certificate) const {
    const auto body = tls_secret({certificate, key_, chain_, {}, base::Secret("opensesame")});
    return wire::Object::parse(body.text()).object("data").fields();
  }

  const fakes::TestCa ca_{"root"};
  const crypto::PrivateKey key_ = crypto::PrivateKey::generate({});
  const std::string chain_ = ca_.issue({"", {"www.example.com"}, {}}, key_);
  api::Certificate certificate_ = *ObservedBuilder().build().certificate;
};

TEST_F(TlsSecretTest, HoldsWhatTheSpecAsksForAndNoMore) {
  EXPECT_THAT(fields_of(certificate_), ElementsAre("tls.crt", "tls.key"));
  certificate_.spec.der = certificate_.spec.combined_pem = true;
  certificate_.spec.pkcs12 = {true, "password", "password"};
  EXPECT_THAT(fields_of(certificate_),
              ElementsAre("key.der", "keystore.p12", "tls-combined.pem", "tls.crt", "tls.key"));
}

TEST_F(TlsSecretTest, ItsLayoutChangesWithTheFormsAndNotWithTheNames) {
  const std::string before = layout_of(certificate_.spec);
  certificate_.spec.dns_names.emplace_back("other.example.com");
  EXPECT_EQ(layout_of(certificate_.spec), before);
  certificate_.spec.der = true;
  EXPECT_NE(layout_of(certificate_.spec), before);
}

// Each Certificate has a field manager of its own, so that no apply of another one takes them away.
TEST_F(TlsSecretTest, DF29_FormsOfAnEarlierCertificateAreOldAndThoseOfOthersAreNot) {
  const auto manager = [](const std::string& name, const std::string& field) {
    return wire::Writer()
        .set("manager", name)
        .set("fieldsV1",
             wire::Writer().set("f:data", wire::Writer().set("f:" + field, wire::Writer())));
  };
  const auto managed = std::vector<wire::Writer>{
      manager("sallyport-of-before", "key.der"), manager("sallyport-of-before", "keystore.p12"),
      manager("their-tool", "keystore.p12"), manager("their-tool", "tls-combined.pem")};
  const auto secret = wire::Object::parse(
      wire::Writer()
          .set("metadata", wire::Writer().set("managedFields", managed))
          .set(
              "data",
              wire::Writer().set("key.der", "").set("keystore.p12", "").set("tls-combined.pem", ""))
          .text());
  EXPECT_THAT(old_forms(secret, certificate_.spec), ElementsAre("key.der"));
  certificate_.spec.der = true;
  EXPECT_THAT(old_forms(secret, certificate_.spec), testing::IsEmpty());
}

// Else it would be written anew without end.
TEST_F(TlsSecretTest, DF47_WhatIsNotKeptOfTheSecretIsNotMissing) {
  certificate_.spec.secret_annotations = {{"note", "x"}};
  const auto body = tls_secret(
      {certificate_, key_, chain_, {"Issuer/le", "https://ca/a/1"}, base::Secret("opensesame")});
  SecretSeen seen = read_secret(body.object());
  EXPECT_TRUE(is_laid_out(seen, certificate_));
  seen.meta.annotations.erase("note");
  EXPECT_FALSE(is_laid_out(seen, certificate_));
  seen.meta.partial = true;
  EXPECT_TRUE(is_laid_out(seen, certificate_));
}

}  // namespace
}  // namespace records
