#include "acme/types.h"

#include <gtest/gtest.h>

#include "acme/client.h"
#include "acme/decode.h"
#include "crypto/rfc7515_keys.h"

namespace {

TEST(Token, HasAtLeast128BitsOfBase64url) {
  EXPECT_TRUE(acme::is_token("DGyRejmCefe7v4NfDGDKfA"));
  EXPECT_TRUE(acme::is_token(std::string(128, 'a')));
  EXPECT_TRUE(acme::is_token("LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEu_-"));
  for (const std::string& bad :
       {std::string(), std::string("a"), std::string(21, 'a'), std::string(129, 'a'),
        std::string(22, '='), std::string("../../../../etc/passwd"), std::string(22, '\0'),
        std::string("aaaaaaaaaaaaaaaaaaaaa "), std::string("aaaaaaaaaaa%2faaaaaaaa"),
        std::string("aaaaaaaaaaaaaaaaaaaaaa\n")}) {
    EXPECT_FALSE(acme::is_token(bad)) << bad;
  }
}

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
    return acme::read_authorization(wire::Object::parse(
        R"({"identifier":{"type":"dns","value":"a.example"},"status":"pending",)"
        R"("challenges":[])" +
        more + "}"));
  };
  EXPECT_EQ(read(R"(,"wildcard":true)").identifier.value, "*.a.example");
  EXPECT_EQ(read(R"(,"wildcard":false)").identifier.value, "a.example");
  EXPECT_EQ(read("").identifier.value, "a.example");
}

TEST(Authorization, HasNoHttp01WhereTheCaOffersNone) {
  acme::Authorization authorization;
  EXPECT_EQ(authorization.http01(), nullptr);
  authorization.challenges = {{"dns-01", "", "", "", {}},
                              {"http-01", "https://ca.example/c", "t", "pending", {}}};
  ASSERT_NE(authorization.http01(), nullptr);
  EXPECT_EQ(authorization.http01()->token, "t");
}

TEST(Problem, IsOneLineForPeople) {
  acme::Problem problem{"rejectedIdentifier", "policy forbids blocked.example", 400, {}};
  EXPECT_EQ(problem.text(), "rejectedIdentifier: policy forbids blocked.example");
  problem.subproblems.push_back({"caa", "forbidden", acme::Identifier{{}, "a.example"}});
  EXPECT_EQ(problem.text(),
            "rejectedIdentifier: policy forbids blocked.example; a.example: caa: forbidden");
}

}  // namespace
