#include "acme_objects/types.h"

#include <gmock/gmock.h>
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

// As Boulder tells of one name, and of several.
TEST(Problem, SaysNothingTwice) {
  const acme::Identifier a{{}, "a.example"}, b{{}, "b.example"};
  acme::Problem problem{"rejectedIdentifier", "Cannot issue for \"a.example\": no", 400, {}};
  problem.subproblems = {{"rejectedIdentifier", "Cannot issue for \"a.example\": no", a}};
  EXPECT_EQ(problem.text(), "rejectedIdentifier: Cannot issue for \"a.example\": no");
  problem.subproblems = {{"caa", "forbidden", a}, {"caa", "forbidden", b}};
  EXPECT_THAT(problem.text(), testing::EndsWith("; a.example, b.example: caa: forbidden"));
}

}  // namespace
