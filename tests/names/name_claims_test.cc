#include "names/name_claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace names {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

base::WallTime second(int count) { return base::WallTime(base::Seconds(count)); }
const base::WallTime kNow = second(1000);

ClaimChange change(api::ClaimedNames recorded, api::ClaimedNames ours, bool issued) {
  std::vector<acme::Identifier> asked;
  for (const auto& [name, claimed] : ours) asked.push_back(identifier_of(name));
  return {.recorded = std::move(recorded),
          .ours = std::move(ours),
          .asked = std::move(asked),
          .was_issued = [issued](const std::string&) { return issued; },
          .unasked = 0,
          .now = kNow};
}

TEST(NamesToClaim, AreThoseThatAreAskedFor) {
  EXPECT_THAT(names_to_claim(change({}, {{"a.example", {second(1)}}}, false)),
              ElementsAre(Pair("a.example", api::ClaimedName{second(1)})));
}

TEST(NamesToClaim, KeepWhatWasIssuedAndIsAskedForNoMore) {
  const auto names =
      names_to_claim(change({{"a.example", {second(1)}}}, {{"b.example", {second(9)}}}, true));
  EXPECT_THAT(names, ElementsAre(Pair("a.example", api::ClaimedName{second(1), kNow, true}),
                                 Pair("b.example", api::ClaimedName{second(9)})));
}

TEST(NamesToClaim, LetGoOfWhatWasNeverIssued) {
  EXPECT_THAT(names_to_claim(change({{"a.example", {second(1)}}}, {}, false)), IsEmpty());
}

TEST(NamesToClaim, LetGoOfAnIssuedNameAfterFourHundredDays) {
  auto later = change({{"a.example", {second(1), kNow, true}}}, {}, true);
  later.now = kNow + kUnaskedIsKept - base::Seconds(1);
  EXPECT_THAT(names_to_claim(later),
              ElementsAre(Pair("a.example", api::ClaimedName{second(1), kNow, true})));
  EXPECT_EQ(next_end(later.recorded), kNow + kUnaskedIsKept);
  later.now += base::Seconds(1);
  EXPECT_THAT(names_to_claim(later), IsEmpty());
}

TEST(NamesToClaim, ANameThatIsAskedForAgainIsNotGivenUp) {
  EXPECT_THAT(names_to_claim(change({{"a.example", {second(1), second(2)}}},
                                    {{"a.example", {second(1)}}}, true)),
              ElementsAre(Pair("a.example", api::ClaimedName{second(1)})));
}

TEST(NamesToClaim, ANameThatWasIssuedOnceIsKeptEachTimeThatItIsDropped) {
  const auto again = names_to_claim(
      change({{"a.example", {second(1), second(2), true}}}, {{"a.example", {second(1)}}}, false));
  EXPECT_THAT(again,
              ElementsAre(Pair("a.example", api::ClaimedName{second(1), std::nullopt, true})));
  EXPECT_THAT(names_to_claim(change(again, {}, false)),
              ElementsAre(Pair("a.example", api::ClaimedName{second(1), kNow, true})));
}

TEST(NamesToClaim, WhatAPolicyRefusesTodayStaysClaimed) {
  auto refused = change({{"a.example", {second(1)}}}, {}, false);
  refused.asked = {identifier_of("a.example")};
  EXPECT_THAT(names_to_claim(refused), ElementsAre(Pair("a.example", api::ClaimedName{second(1)})));
}

TEST(NamesToClaim, ANamespaceKeepsAThousandNamesThatItDoesNotAskFor) {
  auto many = change({{"a.example", {second(1)}}, {"b.example", {second(1)}}}, {}, true);
  many.unasked = kMostUnasked - 1;
  EXPECT_THAT(names_to_claim(many),
              ElementsAre(Pair("a.example", api::ClaimedName{second(1), kNow, true})));
}

TEST(NameClaimKey, IsAnotherOneForEachCertificateAndNeverTooLong) {
  EXPECT_EQ(name_claim_key("home", {"team", "web"}), (kube::ObjectKey{"home", "team.web"}));
  const std::string namespace_(63, 'n');
  const std::string name(253, 'c');
  const auto long_one = name_claim_key("home", {namespace_, name}).name;
  EXPECT_LE(long_one.size(), 253u);
  EXPECT_GT(long_one.size(), 200u) << "so that it is no short one's either";
  EXPECT_NE(long_one, name_claim_key("home", {namespace_, name.substr(1) + "d"}).name);
}

}  // namespace
}  // namespace names
