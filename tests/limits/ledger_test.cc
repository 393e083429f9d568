#include "limits/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "times.h"

namespace {

using limits::Bucket;
using limits::Ledger;
using limits::Order;
using limits::Rules;
using testing::HasSubstr;

Order order(std::vector<std::string> names, std::string owner = "team-a") {
  return {"https://ca.example/dir", "https://ca.example/acct/1", std::move(owner),
          std::move(names)};
}

Rules per_domain(int size) {
  Rules rules;
  rules.certificates_per_domain = Bucket{size, kHour};
  return rules;
}

TEST(Ledger, WithoutRulesNothingBinds) {
  Ledger ledger;
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(ledger.reserve(order({"a.example"}), {}, kStart));
  EXPECT_EQ(ledger.buckets(), 0U);
}

TEST(Behaviour, L8_WeRefuseBeforeTheCaDoesAndSayWhenATokenComesBack) {
  Ledger ledger;
  const Rules rules = per_domain(2);
  EXPECT_FALSE(ledger.reserve(order({"a.shop.example"}), rules, kStart));
  EXPECT_FALSE(ledger.reserve(order({"b.shop.example"}), rules, kStart));
  const auto wait = ledger.reserve(order({"c.shop.example"}), rules, kStart);
  ASSERT_TRUE(wait);
  EXPECT_EQ(wait->until, kStart + kHour / 2);
  EXPECT_EQ(wait->limit, "2 certificates per 1 h for shop.example");
  EXPECT_FALSE(ledger.reserve(order({"c.other.example"}), rules, kStart));
  EXPECT_FALSE(ledger.reserve(order({"c.shop.example"}), rules, wait->until));
  EXPECT_TRUE(ledger.reserve(order({"d.shop.example"}), rules, wait->until));
}

TEST(Ledger, AnOrderTakesATokenOfEveryBucketOrOfNone) {
  Ledger ledger;
  const Rules rules = per_domain(1);
  EXPECT_FALSE(ledger.reserve(order({"a.one.example"}), rules, kStart));
  EXPECT_TRUE(ledger.reserve(order({"a.one.example", "a.two.example"}), rules, kStart));
  EXPECT_FALSE(ledger.reserve(order({"a.two.example"}), rules, kStart));
}

TEST(Ledger, NamesOfOneDomainInOneOrderCountOnce) {
  Ledger ledger;
  const Rules rules = per_domain(2);
  EXPECT_FALSE(ledger.reserve(order({"a.one.example", "b.one.example"}), rules, kStart));
  EXPECT_FALSE(ledger.reserve(order({"c.one.example"}), rules, kStart));
  EXPECT_TRUE(ledger.reserve(order({"d.one.example"}), rules, kStart));
}

TEST(Ledger, TheSameNamesCountApart) {
  Ledger ledger;
  Rules rules;
  rules.certificates_per_set = Bucket{1, kHour};
  EXPECT_FALSE(ledger.reserve(order({"a.example", "b.example"}), rules, kStart));
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), rules, kStart));
  const auto wait = ledger.reserve(order({"a.example", "b.example"}), rules, kStart);
  ASSERT_TRUE(wait);
  EXPECT_THAT(wait->limit, HasSubstr("the same names"));
}

TEST(Ledger, ARenewalCountsForItsNamesAloneAndAnAnnouncedOneForNothing) {
  Ledger ledger;
  Rules rules = per_domain(1);
  rules.orders_per_account = Bucket{1, kHour};
  rules.certificates_per_set = Bucket{2, kHour};
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), rules, kStart));
  Order renewal = order({"a.example"});
  renewal.renewal = true;
  EXPECT_FALSE(ledger.reserve(renewal, rules, kStart));
  EXPECT_TRUE(ledger.reserve(renewal, rules, kStart));
  renewal.replaces = true;
  EXPECT_FALSE(ledger.reserve(renewal, rules, kStart));
}

TEST(Ledger, AfterTooManyFailuresOfANameItRests) {
  Ledger ledger;
  Rules rules;
  rules.failures_per_name = Bucket{2, kHour};
  const Order bad = order({"bad.example", "good.example"});
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(ledger.reserve(bad, rules, kStart));
    ledger.note_failure(bad, "bad.example", rules, kStart);
  }
  const auto wait = ledger.reserve(bad, rules, kStart);
  ASSERT_TRUE(wait);
  EXPECT_EQ(wait->until, kStart + kHour / 2);
  EXPECT_EQ(wait->limit, "2 failed validations per 1 h for bad.example");
  EXPECT_FALSE(ledger.reserve(order({"good.example"}), rules, kStart));
}

TEST(Ledger, AnOrderWithoutACertificateGivesBackWhatCountsCertificates) {
  Ledger ledger;
  Rules rules = per_domain(1);
  rules.orders_per_account = Bucket{2, kHour};
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), rules, kStart));
  ledger.give_back(order({"a.example"}), rules);
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), rules, kStart));
  ledger.give_back(order({"a.example"}), rules);
  const auto wait = ledger.reserve(order({"a.example"}), rules, kStart);
  ASSERT_TRUE(wait);
  EXPECT_EQ(wait->limit, "2 orders per 1 h for the account");
}

TEST(Ledger, WhatWasIssuedBeforeCountsFromItsTime) {
  Ledger ledger;
  const Rules rules = per_domain(2);
  ledger.note(order({"a.example"}), rules, kStart - kHour);
  ledger.note(order({"a.example"}), rules, kStart - base::Seconds(60));
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), rules, kStart));
  EXPECT_TRUE(ledger.reserve(order({"a.example"}), rules, kStart));
}

TEST(Ledger, WhatWasOrderedBeforeCountsForTheAccountToo) {
  Ledger ledger;
  Rules rules;
  rules.orders_per_account = Bucket{1, kHour};
  ledger.note(order({"a.example"}), rules, kStart - kHour / 2);
  EXPECT_TRUE(ledger.reserve(order({"b.example"}), rules, kStart));
  EXPECT_FALSE(ledger.reserve(order({"b.example"}), rules, kStart + kHour / 2));
}

TEST(Ledger, HoweverManyThereWereBeforeTheBucketIsOnlyEmpty) {
  Ledger ledger;
  const Rules rules = per_domain(2);
  for (int i = 0; i < 100; ++i) ledger.note(order({"a.example"}), rules, kStart);
  const auto wait = ledger.reserve(order({"a.example"}), rules, kStart);
  ASSERT_TRUE(wait);
  EXPECT_EQ(wait->until, kStart + kHour / 2);
}

TEST(Ledger, WhatAClockTenYearsAheadCountedIsNoReasonToWaitForYears) {
  Ledger ledger;
  const Rules rules = per_domain(1);
  constexpr base::Seconds kTenYears = 10 * 365 * 24 * kHour;
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), rules, kStart + kTenYears));
  const auto wait = ledger.reserve(order({"a.example"}), rules, kStart);
  ASSERT_TRUE(wait);
  EXPECT_EQ(wait->until, kStart + kHour);
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), rules, wait->until));
}

// Team A asks for everything at once; team B comes once, later. It gets the next token.
TEST(Behaviour, L14_TheTokensAreSharedOverNamespaces) {
  Ledger ledger;
  const Rules rules = per_domain(2);
  EXPECT_FALSE(ledger.reserve(order({"a1.example.org"}), rules, kStart));
  EXPECT_FALSE(ledger.reserve(order({"a2.example.org"}), rules, kStart));
  EXPECT_TRUE(ledger.reserve(order({"a3.example.org"}), rules, kStart));
  EXPECT_TRUE(ledger.reserve(order({"b1.example.org"}, "team-b"), rules, kStart));
  const base::WallTime next = kStart + kHour / 2;
  const auto behind = ledger.reserve(order({"a3.example.org"}), rules, next);
  ASSERT_TRUE(behind) << "team B waits and has had nothing";
  EXPECT_EQ(behind->until, next + base::Seconds(5));
  EXPECT_FALSE(ledger.reserve(order({"b1.example.org"}, "team-b"), rules, next));
}

TEST(Ledger, ARenewalGoesBeforeANewCertificate) {
  Ledger ledger;
  Rules rules;
  rules.certificates_per_set = Bucket{1, kHour};
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), rules, kStart));
  Order renewal = order({"a.example"}, "team-b");
  renewal.renewal = true;
  EXPECT_TRUE(ledger.reserve(order({"a.example"}, "team-c"), rules, kStart));
  EXPECT_TRUE(ledger.reserve(renewal, rules, kStart));
  EXPECT_TRUE(ledger.reserve(order({"a.example"}, "team-c"), rules, kStart + kHour));
  EXPECT_FALSE(ledger.reserve(renewal, rules, kStart + kHour));
}

TEST(Ledger, WhoDoesNotComeForItsTokenLosesItsTurn) {
  Ledger ledger;
  const Rules rules = per_domain(1);
  EXPECT_FALSE(ledger.reserve(order({"a1.example.org"}), rules, kStart));
  EXPECT_TRUE(ledger.reserve(order({"b.example.org"}, "team-b"), rules, kStart));
  EXPECT_TRUE(ledger.reserve(order({"a2.example.org"}), rules, kStart + kHour));
  const base::WallTime later = kStart + kHour + base::Seconds(61);
  EXPECT_FALSE(ledger.reserve(order({"a2.example.org"}), rules, later));
}

TEST(Ledger, FullBucketsAreForgotten) {
  Ledger ledger;
  const Rules rules = per_domain(1);
  base::WallTime now = kStart;
  for (int i = 0; i < 5000; ++i) {
    now += kHour;
    EXPECT_FALSE(ledger.reserve(order({"n" + std::to_string(i) + ".example"}), rules, now));
  }
  EXPECT_LT(ledger.buckets(), 1100U);
}

// ---- Attempts in vain, whatever the CA's rules.

TEST(Ledger, FiveAttemptsInVainAnHourAreFreeAndThenOneEveryTwelveMinutes) {
  Ledger ledger;
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(ledger.reserve(order({"a.example", "b.example"}), {}, kStart));
    ledger.note_vain(order({"a.example", "b.example"}), {}, kStart);
  }
  const auto wait = ledger.reserve(order({"a.example"}), {}, kStart);
  ASSERT_TRUE(wait);
  EXPECT_TRUE(wait->ours);
  EXPECT_EQ(wait->until, kStart + base::Seconds(720));
  EXPECT_FALSE(ledger.reserve(order({"c.example"}), {}, kStart));
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), {}, wait->until));
}

TEST(Ledger, ManyAttemptsInVainAtOnceCostNoMoreThanTheLastToken) {
  Ledger ledger;
  for (int i = 0; i < 50; ++i) ledger.note_vain(order({"a.example"}), {}, kStart);
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), {}, kStart + base::Seconds(720)));
  ledger.note_vain(order({"a.example"}), {}, kStart + base::Seconds(720));
  EXPECT_EQ(ledger.reserve(order({"a.example"}), {}, kStart + base::Seconds(721))->until,
            kStart + base::Seconds(1440));
}

TEST(Ledger, WhereTheCaLetsMoreFailSoDoWe) {
  Ledger ledger;
  Rules rules;
  rules.failures_per_name = Bucket{200, kHour};
  for (int i = 0; i < 199; ++i) ledger.note_vain(order({"a.example"}), rules, kStart);
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), rules, kStart));
}

// ---- What the CA said.

TEST(Ledger, WhatTheCaSaysOfADomainHoldsForAllItsNewCertificates) {
  Ledger ledger;
  const base::WallTime until = kStart + kHour;
  ledger.hold(order({"a.shop.example"}), {},
              {"too many certificates already issued for \"shop.example\"", until}, kStart);
  const auto wait = ledger.reserve(order({"b.shop.example"}), {}, kStart);
  ASSERT_TRUE(wait);
  EXPECT_EQ(wait->until, until);
  EXPECT_EQ(wait->limit, "as it said, for shop.example");
  EXPECT_FALSE(ledger.reserve(order({"a.other.example"}), {}, kStart));
  Order renewal = order({"b.shop.example"});
  renewal.renewal = true;
  EXPECT_FALSE(ledger.reserve(renewal, {}, kStart)) << "a renewal is exempt";
  EXPECT_FALSE(ledger.reserve(order({"b.shop.example"}), {}, until));
}

TEST(Ledger, ARenewalThatTheCaRefusedItselfWaitsToo) {
  Ledger ledger;
  Order renewal = order({"a.shop.example"});
  renewal.renewal = true;
  ledger.hold(renewal, {}, {"shop.example", kStart + kHour}, kStart);
  EXPECT_TRUE(ledger.reserve(renewal, {}, kStart));
}

TEST(Ledger, WhatTheCaSaysOfTheAccountHoldsForAllItsNewCertificates) {
  Ledger ledger;
  ledger.hold(order({"a.example"}), {},
              {"too many new orders (300) from this account", kStart + kHour}, kStart);
  EXPECT_TRUE(ledger.reserve(order({"b.other"}), {}, kStart));
  Order others = order({"b.other"});
  others.account = "https://ca.example/acct/2";
  EXPECT_FALSE(ledger.reserve(others, {}, kStart));
}

// ---- What a tenant may say.

limits::Limits of_tenant(Rules own, Rules shared = {}, const std::string& uid = "uid-1") {
  return {std::move(shared), std::move(own), uid};
}

TEST(Ledger, DF19_WhatATenantsIssuerStatesMakesItSlowerAndNobodyElse) {
  Ledger ledger;
  const auto strict = of_tenant(per_domain(1), per_domain(3));
  EXPECT_FALSE(ledger.reserve(order({"a.shop.example"}, "evil"), strict, kStart));
  EXPECT_TRUE(ledger.reserve(order({"b.shop.example"}, "evil"), strict, kStart));
  EXPECT_FALSE(ledger.reserve(order({"c.shop.example"}), per_domain(3), kStart));
  EXPECT_FALSE(ledger.reserve(order({"d.shop.example"}), per_domain(3), kStart));
  EXPECT_TRUE(ledger.reserve(order({"e.shop.example"}), per_domain(3), kStart));
}

TEST(Ledger, DF19_WhatATenantsIssuerStatesDoesNotMakeMoreOfWhatTheCaAllows) {
  Ledger ledger;
  const auto lavish = of_tenant(per_domain(1'000), per_domain(2));
  EXPECT_FALSE(ledger.reserve(order({"a.shop.example"}, "evil"), lavish, kStart));
  EXPECT_FALSE(ledger.reserve(order({"b.shop.example"}, "evil"), lavish, kStart));
  EXPECT_TRUE(ledger.reserve(order({"c.shop.example"}, "evil"), lavish, kStart));
  EXPECT_TRUE(ledger.reserve(order({"d.shop.example"}), per_domain(2), kStart));
}

TEST(Ledger, DF19_TheAccountThatATenantsIssuerNamesIsNoOtherIssuers) {
  Ledger ledger;
  Rules rules;
  rules.orders_per_account = Bucket{1, kHour};
  rules.failures_per_name = Bucket{1, kHour};
  const auto tenants = of_tenant(rules);
  EXPECT_FALSE(ledger.reserve(order({"a.example"}, "evil"), tenants, kStart));
  ledger.note_failure(order({"b.example"}, "evil"), "b.example", tenants, kStart);
  ledger.note_vain(order({"b.example"}, "evil"), tenants, kStart);
  ledger.hold(order({"b.example"}, "evil"), tenants, {"too many from this account", kStart + kHour},
              kStart);
  EXPECT_FALSE(ledger.reserve(order({"b.example"}), rules, kStart));
}

TEST(Ledger, DF19_WhatATenantsOwnCaSaysIsNotToldToOthers) {
  Ledger ledger;
  for (const char* words : {"too many for shop.example", "slow", "exact set"})
    ledger.hold(order({"a.shop.example"}, "evil"), of_tenant({}), {words, kStart + kHour}, kStart);
  EXPECT_TRUE(ledger.reserve(order({"b.shop.example"}, "evil"), of_tenant({}), kStart));
  EXPECT_FALSE(ledger.reserve(order({"a.shop.example"}), {}, kStart));
  EXPECT_FALSE(
      ledger.reserve(order({"a.shop.example"}, "evil"), of_tenant({}, {}, "uid-2"), kStart));
}

TEST(Ledger, DF19_WhatAPublicCaSaysOfADomainIsToldToAllWhoeverAsked) {
  Ledger ledger;
  ledger.hold(order({"a.shop.example"}, "evil"), of_tenant({}, per_domain(9)),
              {"too many for shop.example", kStart + kHour}, kStart);
  EXPECT_TRUE(ledger.reserve(order({"b.shop.example"}), per_domain(9), kStart));
}

TEST(Ledger, DF19_WhatAStatusTellsHoldsForItsNamespaceAlone) {
  Ledger ledger;
  ledger.hold(order({"a.example"}, "evil"), {},
              {"too many from this account", kStart + kHour, true}, kStart);
  EXPECT_TRUE(ledger.reserve(order({"b.other"}, "evil"), {}, kStart));
  EXPECT_FALSE(ledger.reserve(order({"b.other"}), {}, kStart));
}

TEST(Ledger, DF19_NothingIsHeldForLongerThanAWeekWhateverAClockSaid) {
  constexpr base::Seconds kTenYears = 10 * 365 * 24 * kHour;
  for (const base::WallTime now : {kStart, kStart + kTenYears}) {
    Ledger ledger;
    ledger.hold(order({"a.example"}), {}, {"slow", now + kTenYears}, now);
    const auto wait = ledger.reserve(order({"a.example"}), {}, kStart);
    ASSERT_TRUE(wait);
    EXPECT_EQ(wait->until, kStart + Ledger::kLongestHold);
    EXPECT_FALSE(ledger.reserve(order({"a.example"}), {}, wait->until));
  }
}

TEST(Ledger, DF19_TheClockOfATenantsCaEmptiesNobodyElsesBook) {
  Ledger ledger;
  for (int i = 0; i < 2000; ++i)
    EXPECT_FALSE(
        ledger.reserve(order({"n" + std::to_string(i) + ".example"}), per_domain(1), kStart));
  const base::WallTime later = kStart + 10 * 365 * 24 * kHour;
  Order evil = order({"a.example"}, "evil");
  evil.ca = "https://ca.evil/dir";
  for (int i = 0; i < 2000; ++i) {
    evil.names = {"n" + std::to_string(i) + ".evil"};
    EXPECT_FALSE(ledger.reserve(evil, of_tenant(per_domain(1)), later));
  }
  EXPECT_TRUE(ledger.reserve(order({"n1.example"}), per_domain(1), kStart));
}

// ---- How much is kept.

TEST(Ledger, DF20_AnIssuerThatIsGoneTakesWhatOnlyItCountedWithIt) {
  Ledger ledger;
  Rules years;
  years.failures_per_name = Bucket{5, base::Seconds(999'999) * 3600};
  ledger.note_vain(order({"a.example"}), of_tenant(years), kStart);
  ledger.hold(order({"a.example"}), of_tenant(years), {"slow", kStart + kHour}, kStart);
  EXPECT_GT(ledger.buckets(), 0U);
  ledger.forget("uid-1");
  EXPECT_EQ(ledger.buckets(), 0U);
}

TEST(Ledger, DF20_AnAttemptInVainIsKeptForAWeekAtMost) {
  Ledger ledger;
  Rules years;
  years.failures_per_name = Bucket{1, base::Seconds(999'999) * 3600};
  ledger.note_vain(order({"a.example"}), years, kStart);
  EXPECT_TRUE(ledger.reserve(order({"a.example"}), years, kStart + 24 * kHour));
  EXPECT_FALSE(ledger.reserve(order({"a.example"}), years, kStart + 7 * 24 * kHour));
}

TEST(Ledger, DF20_ThereIsABoundAndWhatAllShareStaysLongest) {
  Ledger ledger;
  EXPECT_FALSE(ledger.reserve(order({"a.shop.example"}), per_domain(1), kStart));
  const auto tenant = of_tenant({});
  for (std::size_t i = 0; i < Ledger::kMostBuckets + 10; ++i)
    ledger.note_vain(order({"n" + std::to_string(i) + ".evil"}, "evil"), tenant, kStart);
  EXPECT_LE(ledger.buckets(), Ledger::kMostBuckets);
  EXPECT_TRUE(ledger.reserve(order({"b.shop.example"}), per_domain(1), kStart));
}

}  // namespace
