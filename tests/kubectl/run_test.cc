// The command line, as far as no cluster is needed: help, completion, and what is wrong.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "kubectl/command.h"

namespace kubectl {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

struct Outcome {
  int code = 0;
  std::string out;
  std::string error;
};

Outcome run_with(const std::vector<std::string>& words) {
  CaptureStdout();
  CaptureStderr();
  Outcome outcome;
  outcome.code = run(words);
  outcome.out = GetCapturedStdout();
  outcome.error = GetCapturedStderr();
  return outcome;
}

TEST(RunTest, EachCommandHasAHelpWithAnExampleOfIt) {
  const std::string all = run_with({"--help"}).out;
  for (const Command& each : commands()) {
    const std::string name(each.name);
    EXPECT_THAT(all, HasSubstr("  " + name + " "));
    const Outcome outcome = run_with({name, "--help"});
    EXPECT_EQ(outcome.code, kGood) << name;
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("kubectl sallyport " + name),
                                   HasSubstr("--kubeconfig FILE"), HasSubstr("Example:")));
    EXPECT_EQ(run_with({"help", name}).out, outcome.out);
  }
}

TEST(RunTest, NoTwoFlagsOfACommandHaveOneNameOrLetter) {
  for (const Command& each : commands()) {
    std::set<std::string_view> names;
    std::set<char> letters;
    for (const Flag& flag : flags_of(each)) {
      EXPECT_TRUE(names.insert(flag.name).second) << each.name << " " << flag.name;
      EXPECT_TRUE(flag.letter == 0 || letters.insert(flag.letter).second) << each.name;
      EXPECT_FALSE(flag.help.empty()) << each.name << " " << flag.name;
    }
  }
}

TEST(RunTest, AWrongCommandLineIsSaidAndIsTwo) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> all{
      {{"staus", "web"}, "unknown command staus: did you mean status?"},
      {{"--frob"}, "unknown flag --frob"},
      {{"status"}, "expected NAME"},
      {{"status", "a", "b"}, "unexpected b"},
      {{"list", "--al"}, "unknown flag --al"},
      {{"list", "-o", "xml"}, "--output: expected json, yaml, wide or name"},
      {{"renew", "web", "--timeout", "soon"}, "--timeout: expected a duration"},
      {{"completion", "tcsh"}, "expected bash, zsh or fish"}};
  for (const auto& [words, why] : all) {
    const Outcome outcome = run_with(words);
    EXPECT_EQ(outcome.code, kBadUsage) << why;
    EXPECT_THAT(outcome.error, HasSubstr("error: " + why));
    EXPECT_EQ(outcome.out, "");
  }
  EXPECT_EQ(run_with({}).code, kBadUsage);
}

TEST(RunTest, ACommandMayStandBehindTheFlagsOfAll) {
  EXPECT_EQ(run_with({"-n", "list", "staus"}).code, kBadUsage);
  EXPECT_EQ(run_with({"-n", "team-a", "list", "--help"}).code, kGood);
}

TEST(RunTest, AClusterThatCannotBeFoundIsThree) {
  const Outcome outcome = run_with({"list", "--kubeconfig", "/nowhere/config"});
  EXPECT_EQ(outcome.code, kNotAsked);
  EXPECT_THAT(outcome.error, HasSubstr("kubeconfig /nowhere/config: cannot be read"));
}

TEST(RunTest, WordsAreCompleted) {
  EXPECT_EQ(run_with({"__complete", "sta"}).out, "status\n:4\n");
  EXPECT_EQ(run_with({"__complete", "list", "--all"}).out, "--all-namespaces\n:4\n");
  EXPECT_EQ(run_with({"__complete", "completion", ""}).out, "bash\nzsh\nfish\n:4\n");
  EXPECT_EQ(run_with({"__complete", "status", "--kubeconfig=/nowhere", ""}).out, ":4\n");
  EXPECT_EQ(run_with({"__complete", "nothing", ""}).out, ":4\n");
  for (const char* shell : {"bash", "zsh", "fish"}) {
    EXPECT_THAT(run_with({"completion", shell}).out, HasSubstr("kubectl-sallyport __complete"));
  }
}

TEST(RunTest, TheVersionNeedsNoCluster) {
  const Outcome outcome = run_with({"version", "--client"});
  EXPECT_EQ(outcome.code, kGood);
  EXPECT_THAT(outcome.out, HasSubstr("kubectl-sallyport "));
}

}  // namespace
}  // namespace kubectl
