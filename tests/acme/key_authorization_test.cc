#include <gtest/gtest.h>

#include "acme/client.h"
#include "acme/decode.h"
#include "crypto/rfc7515_keys.h"

namespace {

// RFC 7638: the thumbprint is SHA-256 of {"crv":"P-256","kty":"EC","x":"f83O…","y":"x_FE…"}.
TEST(KeyAuthorization, Z23_IsTheTokenAndTheThumbprint) {
  const auto key = crypto::PrivateKey::from_pem(base::Secret(std::string(rfc7515::kP256)));
  ASSERT_TRUE(key);
  const std::string text =
      acme::key_authorization("evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA", *key);
  EXPECT_EQ(text,
            "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA"
            ".oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
  EXPECT_EQ(text.size(), 87U);
}

TEST(Authorization, Z19_OfAWildcardIsForTheWildcard) {
  const auto read = [](const std::string& more) {
    return acme::read_authorization(
        wire::Object::parse(
            R"({"identifier":{"type":"dns","value":"a.example"},"status":"pending",)"
            R"("challenges":[])" +
            more + "}"),
        *http::parse_url("https://ca.example/authz/1"));
  };
  EXPECT_EQ(read(R"(,"wildcard":true)").identifier.value, "*.a.example");
  EXPECT_EQ(read(R"(,"wildcard":false)").identifier.value, "a.example");
  EXPECT_EQ(read("").identifier.value, "a.example");
}

}  // namespace
