#include "acme_objects/types.h"

#include <gtest/gtest.h>

namespace {

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
