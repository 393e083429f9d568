// What a process that starts knows of what the CA has counted.

#include "pacing/counted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/observed_builder.h"
#include "lifecycle/status.h"

namespace controller {
namespace {

using namespace fakes;
using std::chrono::hours;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<Counted> counted(const api::Certificate& certificate) {
  std::vector<Counted> all;
  add_counted(certificate, {}, all);
  return all;
}

// Issued long ago as the status tells, and renewed now, by a CA that dates back.
api::Certificate renewed() {
  lifecycle::Observed seen = ObservedBuilder().stored(80 * kDay).build();
  api::Certificate certificate = *seen.certificate;
  certificate.status = lifecycle::status_now(seen, kToday - 60 * kDay);
  const auto say_now = [&](const lifecycle::IssuingCondition& condition) {
    seen.certificate = std::make_shared<api::Certificate>(certificate);
    certificate.status = status_with(seen, kToday, condition);
  };
  say_now({true, api::kExpiring, "", false});
  seen = ObservedBuilder().stored(90 * kDay).build();
  say_now({false, api::kIssued, "", false});
  return certificate;
}

TEST(Counted, ACertificateThatWasNeverAskedForCountsAsNothing) {
  EXPECT_THAT(counted(*ObservedBuilder().build().certificate), IsEmpty());
}

TEST(Counted, ARenewalCountsWhenItWasAndTheFirstOneWhenThatWas) {
  const auto all = counted(renewed());
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_FALSE(all[0].order.renewal);
  EXPECT_EQ(all[0].at, kToday - 60 * kDay);
  EXPECT_TRUE(all[1].order.renewal);
  EXPECT_EQ(all[1].at, kToday);
}

TEST(Counted, WhatIsThereMayHaveBeenForOtherNamesWhereItServesNoMore) {
  lifecycle::Observed seen = ObservedBuilder().stored(80 * kDay).build();
  api::Certificate certificate = *seen.certificate;
  seen.wanted = {dns_name("other.example")};
  certificate.status = lifecycle::status_now(seen, kToday);
  const auto all = counted(certificate);
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_FALSE(all[0].order.renewal);
  EXPECT_EQ(all[0].at, kToday - 10 * kDay);
}

TEST(Counted, AnOrderUnderWayCountsAndSoDoThoseThatFailed) {
  EXPECT_THAT(counted(*ObservedBuilder().order(acme::OrderStatus::kReady).build().certificate),
              SizeIs(1));
  const auto failed = counted(*ObservedBuilder().failed(hours(1)).build().certificate);
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_FALSE(failed[0].rules.shared.certificates_per_domain);
}

}  // namespace
}  // namespace controller
