#include "base/names_by_text.h"

#include <gtest/gtest.h>

namespace {

TEST(NamesByText, SaysEachTextOnce) {
  base::NamesByText said;
  said.add("a", "refused");
  said.add("b", "too long");
  said.add("c", "refused");
  ASSERT_EQ(said.lines().size(), 2U);
  EXPECT_EQ(said.lines()[0].whole(), "a, c: refused");
  EXPECT_EQ(said.lines()[1].whole(), "b: too long");
}

TEST(NamesByText, KnowsWhatIsSaidOfNoName) {
  base::NamesByText said;
  said.add("", "closed on Sundays");
  EXPECT_EQ(said.lines()[0].whole(), "closed on Sundays");
}

TEST(NamesByText, OfManyNamesSaysTheFirstAndHowManyMore) {
  base::NamesByText said;
  for (int i = 0; i < 1000; ++i) said.add("n" + std::to_string(i) + ".example", "refused");
  const std::string whole = said.lines()[0].whole();
  EXPECT_LT(whole.size(), base::NamesByText::kLongestNames + 300);
  EXPECT_TRUE(whole.starts_with("n0.example, n1.example, "));
  EXPECT_TRUE(whole.ends_with(" more: refused"));
}

}  // namespace
