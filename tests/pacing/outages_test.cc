// A CA that does not answer: the book of who waits, and who tries.

#include "pacing/outages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using controller::Outages;
using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;

const std::string kCa = "https://ca.example/directory";
const kube::ObjectKey kOne{"team", "one"};
const kube::ObjectKey kOther{"team", "other"};
const Outages::Trouble kWhole{true, base::Millis(0), "no answer"};
const Outages::Trouble kDoubtful{false, base::Millis(0), "500"};
const base::MonoTime kStart{};

TEST(OutagesBook, AfterAnOutageOneTriesAndTheOthersFollow) {
  Outages outages;
  const base::Millis pause = outages.failed(kCa, kWhole, kStart);
  EXPECT_GE(pause, base::Seconds(5));
  EXPECT_LE(pause, base::Seconds(6));
  EXPECT_TRUE(outages.wait(kCa, kOne, kStart));
  const base::MonoTime over = kStart + pause;
  EXPECT_FALSE(outages.wait(kCa, kOne, over));
  EXPECT_FALSE(outages.wait(kCa, kOne, over)) << "it is still the one that tries";
  EXPECT_TRUE(outages.wait(kCa, kOther, over));
  outages.answered(kCa);
  EXPECT_FALSE(outages.wait(kCa, kOther, over));
  EXPECT_EQ(outages.failures(kCa), 0);
}

TEST(OutagesBook, OneThatDidNotTryAfterAllLeavesItToAnother) {
  Outages outages;
  const base::MonoTime over = kStart + outages.failed(kCa, kWhole, kStart);
  EXPECT_FALSE(outages.wait(kCa, kOne, over));
  outages.give_back(kCa, kOther);
  EXPECT_TRUE(outages.wait(kCa, kOther, over));
  outages.give_back(kCa, kOne);
  EXPECT_FALSE(outages.wait(kCa, kOther, over));
}

TEST(OutagesBook, TheWaitGrowsToTenMinutesAndTheReasonStays) {
  Outages outages;
  base::MonoTime now = kStart;
  for (int i = 0; i < 20; ++i) {
    now += outages.failed(kCa, {true, base::Millis(0), "no answer " + std::to_string(i)}, now);
  }
  EXPECT_GE(outages.failed(kCa, kWhole, now), minutes(10));
  EXPECT_LE(outages.failed(kCa, kWhole, now), minutes(12));
  EXPECT_EQ(outages.wait(kCa, kOne, now)->why, "no answer 0");
}

TEST(OutagesBook, DF20_IsBoundedWhateverServersAreTried) {
  Outages outages;
  for (int i = 0; i < 3'000; ++i) outages.failed("ca-" + std::to_string(i), kDoubtful, kStart);
  EXPECT_LE(outages.size(), Outages::kMostCas);
  outages.failed(kCa, kDoubtful, kStart + hours(25));
  EXPECT_EQ(outages.size(), 1U);
}

TEST(OutagesBook, DF20_ACaIsKnownByAHash) {
  api::Issuer issuer;
  issuer.spec.server = kCa;
  issuer.spec.ca_bundle_pem = std::string(200'000, 'x');
  EXPECT_LT(Outages::ca_of(issuer).size(), 100U);
  api::Issuer other = issuer;
  other.spec.ca_bundle_pem += 'y';
  EXPECT_NE(Outages::ca_of(issuer), Outages::ca_of(other));
}

TEST(OutagesBook, TheCaMayAskForMore) {
  Outages outages;
  EXPECT_EQ(outages.failed(kCa, {true, minutes(50), "503"}, kStart), minutes(50));
}

TEST(OutagesBook, ATroubleThatMayBeOfOneOrderAloneHoldsNobodyUpBeforeTheThird) {
  Outages outages;
  outages.failed(kCa, kDoubtful, kStart);
  outages.failed(kCa, kDoubtful, kStart);
  EXPECT_FALSE(outages.wait(kCa, kOne, kStart));
  outages.answered(kCa);
  outages.failed(kCa, kDoubtful, kStart);
  EXPECT_FALSE(outages.wait(kCa, kOne, kStart));
  outages.failed(kCa, kDoubtful, kStart);
  EXPECT_GT(outages.failed(kCa, kDoubtful, kStart), base::Millis(0));
  EXPECT_TRUE(outages.wait(kCa, kOne, kStart));
}

TEST(OutagesBook, AnotherCaIsNotWaitedFor) {
  Outages outages;
  outages.failed(kCa, kWhole, kStart);
  EXPECT_FALSE(outages.wait("https://other.example/directory", kOne, kStart));
  api::Issuer issuer;
  issuer.spec.server = kCa;
  api::Issuer wrong_roots = issuer;
  wrong_roots.spec.ca_bundle_pem = "-----BEGIN CERTIFICATE-----";
  EXPECT_NE(Outages::ca_of(issuer), Outages::ca_of(wrong_roots));
}

// A proxy finds the CA by its name, and not at an address that was judged here.
TEST(OutagesBook, WhatANamespacesIssuerMeetsHoldsNoClusterIssuerUp) {
  api::Issuer issuer;
  issuer.spec.server = kCa;
  api::Issuer of_all = issuer;
  of_all.cluster_scoped = true;
  Outages outages;
  outages.failed(Outages::ca_of(issuer), kWhole, kStart);
  EXPECT_TRUE(outages.wait(Outages::ca_of(issuer), kOne, kStart));
  EXPECT_FALSE(outages.wait(Outages::ca_of(of_all), kOne, kStart));
}

TEST(OutagesBook, ACaIsDownUntilItIsWorthATryAgain) {
  Outages outages;
  EXPECT_FALSE(outages.is_down(kCa, kStart));
  outages.failed(kCa, kDoubtful, kStart);
  EXPECT_FALSE(outages.is_down(kCa, kStart));
  const base::MonoTime over = kStart + outages.failed(kCa, kWhole, kStart);
  EXPECT_TRUE(outages.is_down(kCa, over)) << "nobody has tried yet";
  EXPECT_FALSE(outages.is_down(kCa, over + base::Seconds(60)));
  outages.answered(kCa);
  EXPECT_FALSE(outages.is_down(kCa, over));
}

}  // namespace
