#include "pass/answer_budget.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

kube::ObjectKey challenge(int number) { return {"system", "c" + std::to_string(number)}; }

// 620 Challenges of 100 answers killed every replica of the sidecar, again and again.
TEST(AnswerBudget, DF15_ANamespaceHasItsShareAndNoMore) {
  AnswerBudget budget;
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(budget.refusal(challenge(i), "hostile", 100), "");
    budget.note(challenge(i), "hostile", 100);
  }
  EXPECT_EQ(budget.refusal(challenge(50), "hostile", 1),
            "the Certificates of namespace hostile have 5000 answers to challenges in the "
            "sidecars, of at most 5000: this goes on by itself once there are fewer; orders that "
            "stay pending keep theirs");
  EXPECT_EQ(budget.refusal(challenge(51), "other", 100), "");
  EXPECT_EQ(budget.refusal(challenge(3), "hostile", 100), "") << "in place of its own";
}

TEST(AnswerBudget, DF15_AllNamespacesTogetherHaveABound) {
  AnswerBudget budget;
  for (int i = 0; i < 200; ++i) budget.note(challenge(i), "team-" + std::to_string(i % 10), 100);
  EXPECT_NE(budget.refusal(challenge(200), "other", 1), "");
  budget.note(challenge(0), "team-0", 0);
  EXPECT_EQ(budget.refusal(challenge(200), "other", 100), "");
}

// Somebody may change by hand whose a Challenge is.
TEST(AnswerBudget, DF15_AChallengeThatCountsForAnotherNamespaceIsNoReasonToWait) {
  AnswerBudget budget;
  budget.note(challenge(1), "", 5);
  EXPECT_EQ(budget.refusal(challenge(1), "team", 3), "");
}

TEST(AnswerBudget, DF15_NothingIsKeptOfWhatIsGone) {
  AnswerBudget budget;
  for (int i = 0; i < 100'000; ++i) {
    budget.note(challenge(i), "team-" + std::to_string(i), 100);
    budget.note(challenge(i), "team-" + std::to_string(i), 0);
  }
  EXPECT_EQ(budget.refusal(challenge(0), "other", AnswerBudget::kMostOfANamespace), "");
  EXPECT_EQ(budget.size(), 0U);
}

}  // namespace
}  // namespace controller
