#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "limits/ledger.h"
#include "times.h"

namespace {

using limits::Bucket;
using limits::Ledger;
using limits::Left;
using limits::Order;
using limits::Rules;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kCa = "https://ca.example/dir";
const std::string kAccount = "https://ca.example/acct/1";

Order order_of(std::vector<std::string> names) {
  return {kCa, kAccount, "team-a", std::move(names), false, false};
}

Rules all_rules() {
  return {Bucket{6, kHour}, Bucket{3, kHour}, Bucket{2, kHour}, Bucket{4, kHour}};
}

class Levels : public testing::Test {
 protected:
  std::vector<Left> left(base::WallTime now = kStart, const Rules& rules = all_rules()) const {
    return ledger_.levels(now).left(kCa, kAccount, rules);
  }
  void reserve(std::vector<std::string> names, const Rules& rules = all_rules()) {
    EXPECT_FALSE(ledger_.reserve(order_of(std::move(names)), rules, kStart));
  }
  static auto are(int orders, int domain, int set, int name) {
    return ElementsAre(
        Left{"ordersPerAccount", orders}, Left{"certificatesPerRegisteredDomain", domain},
        Left{"certificatesPerExactSet", set}, Left{"failedValidationsPerName", name});
  }

  Ledger ledger_;
};

TEST_F(Levels, BeforeAnyOrderAllIsLeft) { EXPECT_THAT(left(), are(6, 3, 2, 4)); }

TEST_F(Levels, OfALimitThatTheCaDoesNotHaveNothingIsTold) {
  EXPECT_THAT(left(kStart, {}), IsEmpty());
  Rules rules;
  rules.certificates_per_set = Bucket{2, kHour};
  EXPECT_THAT(left(kStart, rules), ElementsAre(Left{"certificatesPerExactSet", 2}));
}

TEST_F(Levels, EachOrderIsOneOfItsAccountAndOfDomainsAndSetsTheEmptiestIsTold) {
  reserve({"a.shop.example"});
  reserve({"b.shop.example"});
  reserve({"c.other.example"});
  EXPECT_THAT(left(), are(3, 1, 1, 4));
}

TEST_F(Levels, SoMuchIsLeftAsMayBeReserved) {
  const Rules rules{Bucket{7, kHour}, {}, {}, {}};
  for (int count = 7; count > 0; --count) {
    EXPECT_EQ(left(kStart, rules).at(0).count, count);
    reserve({"n" + std::to_string(count) + ".example"}, rules);
  }
  EXPECT_EQ(left(kStart, rules).at(0).count, 0);
  const auto wait = ledger_.reserve(order_of({"one.more.example"}), rules, kStart);
  ASSERT_TRUE(wait);
  EXPECT_EQ(left(wait->until - base::Millis(1), rules).at(0).count, 0);
  EXPECT_EQ(left(wait->until, rules).at(0).count, 1);
  EXPECT_EQ(left(kStart + kHour, rules).at(0).count, 7);
}

TEST_F(Levels, AFailedValidationIsOneOfItsName) {
  ledger_.note_failure(order_of({"a.example", "b.example"}), "a.example", all_rules(), kStart);
  EXPECT_THAT(left(), are(6, 3, 2, 3));
}

TEST_F(Levels, AttemptsInVainAreNoLimitOfTheCa) {
  ledger_.note_vain(order_of({"a.example"}), all_rules(), kStart);
  EXPECT_THAT(left(), are(6, 3, 2, 4));
}

TEST_F(Levels, AccountsCountApartAndShareWhatCountsForTheWholeCa) {
  reserve({"a.example"});
  ledger_.note_failure(order_of({"a.example"}), "a.example", all_rules(), kStart);
  const limits::Levels levels = ledger_.levels(kStart);
  EXPECT_THAT(levels.left(kCa, "https://ca.example/acct/12", all_rules()), are(6, 2, 1, 4));
  EXPECT_THAT(levels.left("https://other.example/dir", kAccount, all_rules()), are(6, 3, 2, 4));
}

TEST_F(Levels, NothingIsLeftOfWhatTheCaSaysIsReachedUntilItsTime) {
  ledger_.hold(order_of({"a.example"}), {},
               {"too many new orders from this account", kStart + kHour}, kStart);
  EXPECT_THAT(left(), are(0, 3, 2, 4));
  EXPECT_THAT(left(kStart + kHour), are(6, 3, 2, 4));
}

TEST_F(Levels, ALookChangesNothing) {
  reserve({"a.shop.example"});
  const auto before = left();
  left(kStart + 2 * kHour);
  EXPECT_EQ(left(), before);
}

TEST_F(Levels, ALimitWithoutAMeasurableIntervalIsAlwaysFullUnlessTheCaRefuses) {
  const Rules rules{Bucket{1'000'000'000, base::Seconds(1)}, {}, {}, {}};
  reserve({"a.example"}, rules);
  EXPECT_EQ(left(kStart, rules).at(0).count, 1'000'000'000);
  ledger_.hold(order_of({"b.example"}), {},
               {"too many new orders from this account", kStart + kHour}, kStart);
  EXPECT_EQ(left(kStart, rules).at(0).count, 0);
}

}  // namespace
