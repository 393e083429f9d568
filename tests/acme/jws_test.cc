#include "acme/jws.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "crypto/rfc7515_keys.h"
#include "wire/object.h"

namespace {

using testing::ElementsAre;

crypto::PrivateKey rsa_key() { return *crypto::PrivateKey::from_pem(base::Secret(rfc7515::kRsa)); }

TEST(Jws, IsFlattenedJsonWithOneSignature) {
  const auto key = rsa_key();
  const auto jws = wire::Object::parse(acme::signed_request(
      {key, "https://ca.example/account/1"}, "N1", "https://ca.example/new-order", "{}"));
  EXPECT_THAT(jws.fields(), ElementsAre("payload", "protected", "signature"));
  EXPECT_EQ(base::from_base64url(jws.text("protected")),
            R"({"alg":"RS256","kid":"https://ca.example/account/1","nonce":"N1",)"
            R"("url":"https://ca.example/new-order"})");
  // RS256 is deterministic.
  EXPECT_EQ(jws.text("signature"),
            base::base64url(key.sign(jws.text("protected") + "." + jws.text("payload"))));
}

TEST(Jws, HasTheKeyWhereThereIsNoAccount) {
  const auto key = rsa_key();
  const auto jws = wire::Object::parse(
      acme::signed_request({key, ""}, "N1", "https://ca.example/new-account", "{}"));
  const auto header = wire::Object::parse(*base::from_base64url(jws.text("protected")));
  EXPECT_THAT(header.fields(), ElementsAre("alg", "jwk", "nonce", "url"));
  EXPECT_EQ(header.object("jwk").dump(), key.jwk());
}

TEST(Jws, HasAnEmptyPayloadForPostAsGet) {
  const auto jws = wire::Object::parse(
      acme::signed_request({rsa_key(), "https://ca.example/account/1"}, "N", "https://x/", ""));
  EXPECT_EQ(jws.text("payload"), "");
}

TEST(ExternalAccount, IsBoundByHs256WithoutANonce) {
  const auto binding = wire::Object::parse(
      acme::external_account_binding({"kid-1", base::Secret("Jefe")}, "{}", "https://x/").text());
  EXPECT_EQ(base::from_base64url(binding.text("protected")),
            R"({"alg":"HS256","kid":"kid-1","url":"https://x/"})");
  EXPECT_EQ(binding.text("payload"), "e30");
  EXPECT_EQ(binding.text("signature"), "rV62hAn1XULXEUshu_ZMwa5bKbyPk1PtaEsYqfA8lQQ");
}

}  // namespace
