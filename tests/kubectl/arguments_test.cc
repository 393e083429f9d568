#include "kubectl/arguments.h"

#include <gmock/gmock.h>

namespace kubectl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<Flag> kFlags = {{"namespace", 'n', "NAMESPACE", ""},
                                  {"all-namespaces", 'A', "", ""},
                                  {"output", 'o', "FORMAT", ""}};

Arguments read(const std::vector<std::string>& words) {
  auto found = parse(kFlags, words);
  EXPECT_TRUE(found) << (found ? "" : found.error());
  return found ? *found : Arguments();
}

std::string refusal(const std::vector<std::string>& words) {
  const auto found = parse(kFlags, words);
  EXPECT_FALSE(found);
  return found ? "" : found.error();
}

TEST(ArgumentsTest, AFlagIsTakenInEachOfItsForms) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"-n", "a", "web"},
                                             {"-na", "web"},
                                             {"-n=a", "web"},
                                             {"web", "--namespace", "a"},
                                             {"web", "--namespace=a"}}) {
    const Arguments found = read(words);
    EXPECT_EQ(found.text("namespace"), "a");
    EXPECT_THAT(found.words(), ElementsAre("web"));
  }
  EXPECT_TRUE(read({"-A"}).has("all-namespaces"));
  EXPECT_FALSE(read({}).has("all-namespaces"));
  EXPECT_EQ(read({"-o", "a", "-o", "b"}).text("output"), "b");
}

TEST(ArgumentsTest, WhatStandsBehindTwoDashesIsNoFlag) {
  EXPECT_THAT(read({"-A", "--", "-n", "x"}).words(), ElementsAre("-n", "x"));
  EXPECT_THAT(read({"-"}).words(), ElementsAre("-"));
}

TEST(ArgumentsTest, WhatIsWrongIsNamed) {
  EXPECT_EQ(refusal({"--namspace=a"}), "unknown flag --namspace=a: did you mean --namespace?");
  EXPECT_EQ(refusal({"-x"}), "unknown flag -x");
  EXPECT_EQ(refusal({"-n"}), "--namespace needs a value");
  EXPECT_EQ(refusal({"--all-namespaces=yes"}), "--all-namespaces takes no value");
}

TEST(ArgumentsTest, AWordThatIsFarFromAllIsLikeNone) {
  EXPECT_EQ(nearest("staus", {"list", "status"}), "status");
  EXPECT_EQ(nearest("frobnicate", {"list", "status"}), "");
}

}  // namespace
}  // namespace kubectl
