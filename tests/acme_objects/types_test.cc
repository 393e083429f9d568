#include "acme_objects/types.h"

#include <gtest/gtest.h>

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
