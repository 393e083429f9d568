#include "lifecycle/renewal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "fakes/observed_builder.h"
#include "lifecycle/decide.h"
#include "lifecycle/reasons.h"
#include "lifecycle/replacement.h"
#include "lifecycle/status.h"

namespace lifecycle {
namespace {

using namespace fakes;
using base::Seconds;
using std::chrono::hours;
using std::chrono::minutes;

constexpr char kId[] = "aki.serial";

// A certificate of `lifetime` made today.
ObservedBuilder made_today(hours lifetime) {
  return ObservedBuilder().stored(lifetime).with([&](Observed& o, auto&) {
    o.stored->not_before = kToday;
    o.stored->certificate_id = kId;
    o.stored->account = o.account;
  });
}

ObservedBuilder with_info(ObservedBuilder builder, const api::RenewalInfo& info) {
  return builder.with([&](Observed&, api::Certificate& c) { c.status.renewal_info = info; });
}

acme::RenewalInfo window(base::WallTime start, base::WallTime end) { return {start, end, "", {}}; }

api::RenewalInfo chosen(const Observed& seen, const acme::RenewalInfo& answer,
                        base::WallTime now = kToday, unsigned seed = 1) {
  std::mt19937 random(seed);
  return take_answer(seen, answer, now, random);
}

const acme::RenewalInfo kUsualWindow = window(kToday + 59 * kDay, kToday + 61 * kDay);

// ---- Without the CA's word.

TEST(RenewalTime, IsAtTwoThirdsOfTheLifetimeOrALittleEarlier) {
  const auto time = renewal_time(made_today(90 * kDay).build());
  EXPECT_LE(time, kToday + 60 * kDay);
  EXPECT_GT(time, kToday + 57 * kDay);
}

TEST(RenewalTime, IsAtHalfOfAShortLifetime) {
  const auto time = renewal_time(made_today(hours(160)).build());
  EXPECT_LE(time, kToday + hours(80));
  EXPECT_GT(time, kToday + hours(74));
}

TEST(RenewalTime, SpreadsWhatWasMadeTogether) {
  std::set<base::WallTime> times;
  int early = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto seen = made_today(90 * kDay)
                          .with([&](Observed&, auto& c) {
                            c.meta.uid = "0b1f7d1c-aaaa-4000-8000-00000000" + std::to_string(i);
                          })
                          .build();
    times.insert(renewal_time(seen));
    if (renewal_time(seen) < kToday + 60 * kDay - hours(36)) ++early;
  }
  EXPECT_GT(times.size(), 900U);
  EXPECT_GT(early, 400);
  EXPECT_LT(early, 600);
}

TEST(RenewalTime, FollowsTheSpec) {
  auto builder =
      made_today(90 * kDay).with([](Observed&, auto& c) { c.spec.renew_before = 10 * kDay; });
  EXPECT_EQ(renewal_time(builder.build()), kToday + 80 * kDay);
  auto by_share =
      made_today(90 * kDay).with([](Observed&, auto& c) { c.spec.renew_before_percentage = 50; });
  EXPECT_EQ(renewal_time(by_share.build()), kToday + 45 * kDay);
}

TEST(RenewalTime, ARenewBeforeAsLongAsTheLifetimeDoesNotLoop) {
  auto builder =
      made_today(90 * kDay).with([](Observed&, auto& c) { c.spec.renew_before = 100 * kDay; });
  EXPECT_GT(renewal_time(builder.build()), kToday + 57 * kDay);
}

TEST(RenewalTime, LeavesATenthOfTheLifetimeWhateverTheSpecSays) {
  auto builder = made_today(90 * kDay).with(
      [](Observed&, auto& c) { c.spec.renew_before = 90 * kDay - hours(1); });
  EXPECT_EQ(renewal_time(builder.build()), kToday + 9 * kDay);
}

TEST(Behaviour, R21_TheScheduleFollowsTheCertificateAndNothingElse) {
  for (const hours lifetime : {90 * kDay, 64 * kDay, 45 * kDay}) {
    const auto time = renewal_time(made_today(lifetime).build());
    EXPECT_LE(time, kToday + lifetime * 2 / 3);
    EXPECT_GT(time, kToday + lifetime * 6 / 10);
  }
}

TEST(Behaviour, R12_WithoutAnAnswerTheBackstopRenews) {
  EXPECT_EQ(reason_to_issue(made_today(90 * kDay).build(), kToday + 60 * kDay), api::kExpiring);
  EXPECT_EQ(reason_to_issue(made_today(hours(160)).build(), kToday + hours(80)), api::kExpiring);
}

// ---- With it.

TEST(Behaviour, R5_TheMomentIsSpreadEvenlyOverTheWindow) {
  std::mt19937 random(7);
  const auto seen = made_today(90 * kDay).build();
  int tenths[10] = {};
  for (int i = 0; i < 10'000; ++i) {
    const auto info = take_answer(seen, kUsualWindow, kToday, random);
    ASSERT_GE(info.selected, kUsualWindow.start);
    ASSERT_LT(info.selected, kUsualWindow.end);
    ++tenths[(info.selected - kUsualWindow.start) * 10 / (kUsualWindow.end - kUsualWindow.start)];
  }
  for (const int tenth : tenths) EXPECT_NEAR(tenth, 1000, 150);
}

TEST(Behaviour, R5_TheMomentIsTheRenewalTimeAndStays) {
  const auto builder = made_today(90 * kDay);
  const auto info = chosen(builder.build(), kUsualWindow);
  const auto seen = with_info(builder, info).build();
  EXPECT_EQ(renewal_time(seen), info.selected);
  EXPECT_EQ(chosen(seen, kUsualWindow, kToday + kDay, 2), info);
}

TEST(Behaviour, R6_AMovedWindowHasItsOwnMoment) {
  const auto builder = made_today(90 * kDay);
  const auto seen = with_info(builder, chosen(builder.build(), kUsualWindow)).build();
  const auto moved = chosen(seen, window(kToday + 20 * kDay, kToday + 21 * kDay));
  EXPECT_GE(moved.selected, kToday + 20 * kDay);
  EXPECT_LT(moved.selected, kToday + 21 * kDay);
  EXPECT_EQ(moved.window_start, kToday + 20 * kDay);
}

TEST(Behaviour, R7_APastWindowMeansWithinAMinute) {
  const auto builder = made_today(90 * kDay);
  const auto seen = with_info(builder, chosen(builder.build(), kUsualWindow)).build();
  const base::WallTime now = kToday + 10 * kDay;
  const auto past = chosen(seen, window(now - hours(1), now - minutes(30)), now);
  EXPECT_GE(past.selected, now);
  EXPECT_LE(past.selected, now + Seconds(60));
  const auto due = with_info(builder, past).build();
  EXPECT_EQ(reason_to_issue(due, now + Seconds(60)), api::kRenewalSuggested);
}

TEST(Behaviour, R7_APastWindowThatMovesOnDoesNotPutTheMomentOff) {
  const auto builder = made_today(90 * kDay);
  const auto seen = with_info(builder, chosen(builder.build(), kUsualWindow)).build();
  const base::WallTime now = kToday + 10 * kDay;
  const auto first = chosen(seen, window(now - hours(1), now - minutes(30)), now);
  const auto later = chosen(with_info(builder, first).build(),
                            window(now - minutes(59), now - minutes(29)), now + minutes(1));
  EXPECT_EQ(later, first);
}

TEST(RenewalTime, AFirstWindowInThePastDoesNotLoop) {
  const auto builder = made_today(90 * kDay);
  const auto info = chosen(builder.build(), window(kToday - hours(2), kToday - hours(1)));
  EXPECT_EQ(info.selected, kToday + kDay);
}

TEST(Behaviour, R13_ALateWindowIsObeyedUntilTheLastTwentieth) {
  const auto builder = made_today(100 * kDay);
  const auto late = with_info(builder, {kId, {}, {}, kToday + 90 * kDay, ""}).build();
  EXPECT_EQ(renewal_time(late), kToday + 90 * kDay);
  const auto too_late = with_info(builder, {kId, {}, {}, kToday + 99 * kDay, ""}).build();
  EXPECT_EQ(renewal_time(too_late), kToday + 95 * kDay);
}

TEST(Behaviour, R18_OtherNamesDoNotWaitForTheWindow) {
  const auto seen = with_info(made_today(90 * kDay), {kId, {}, {}, kToday + 60 * kDay, ""})
                        .with([](Observed& o, auto&) { o.wanted.push_back(dns_name("x.example")); })
                        .build();
  EXPECT_EQ(reason_to_issue(seen, kToday), api::kNamesDiffer);
}

TEST(Behaviour, R20_ANarrowWindowIsMetByTheTimerNotByThePoll) {
  const auto builder =
      made_today(hours(160)).with([](Observed& o, auto&) { o.renewal_poll_in = hours(6); });
  const auto narrow = window(kToday + hours(80), kToday + hours(83));
  auto due = with_info(builder, chosen(builder.build(), narrow));
  due.with([&](Observed&, auto& c) { c.status = status_now(due.build(), kToday); });
  const Step step = decide(due.build(), kToday, {});
  ASSERT_TRUE(std::holds_alternative<Rest>(step)) << name(step);
  EXPECT_LE(std::get<Rest>(step).until, kToday + hours(6));
  EXPECT_TRUE(reason_to_issue(due.build(), kToday + hours(83)));
}

TEST(Behaviour, R26_SwitchedOffItCountsForNothing) {
  auto seen = with_info(made_today(90 * kDay), {kId, {}, {}, kToday + kDay, ""})
                  .with([](Observed& o, auto&) { o.renewal_info_off = true; })
                  .build();
  EXPECT_EQ(renewal_time(seen), usual_renewal_time(seen));
  EXPECT_EQ(status_now(seen, kToday).renewal_info, std::nullopt);
}

TEST(RenewalTime, AnotherCertificatesWindowCountsForNothing) {
  const auto seen =
      with_info(made_today(90 * kDay), {"aki.other", {}, {}, kToday + kDay, ""}).build();
  EXPECT_EQ(renewal_time(seen), usual_renewal_time(seen));
}

TEST(RenewalTime, ARenewBeforeIsKeptToThoughTheWindowIsLater) {
  const auto seen = with_info(made_today(90 * kDay), {kId, {}, {}, kToday + 60 * kDay, ""})
                        .with([](Observed&, auto& c) { c.spec.renew_before = 45 * kDay; })
                        .build();
  EXPECT_EQ(renewal_time(seen), kToday + 45 * kDay);
}

// ---- When the CA is asked.

TEST(Decide, AsksForRenewalInformationWhenItsTimeHasCome) {
  const auto asked = [](ObservedBuilder builder, base::Millis in, base::WallTime now) {
    return name(
        decide(builder.with([&](Observed& o, auto&) { o.renewal_poll_in = in; }).build(), now, {}));
  };
  EXPECT_EQ(asked(made_today(90 * kDay), base::Millis(0), kToday), "AskRenewalInfo");
  EXPECT_NE(asked(made_today(90 * kDay), base::Millis(1), kToday), "AskRenewalInfo");
}

TEST(Behaviour, R11_AnExpiredCertificateIsNeverAskedAbout) {
  const auto seen = made_today(90 * kDay)
                        .with([](Observed& o, auto&) {
                          o.renewal_poll_in = base::Millis(0);
                          o.key_in_place = o.clock_checked = true;
                        })
                        .build();
  EXPECT_EQ(name(decide(seen, kToday + 91 * kDay, {})), "StartOrder");
}

// ---- Windows of the spec.

ObservedBuilder with_window(ObservedBuilder builder, const api::RenewalWindow& window) {
  return builder.with([&](Observed&, auto& c) { c.spec.renewal_windows.push_back(window); });
}

const api::RenewalWindow kSundayNight{{"Sun"}, hours(3), hours(2)};

TEST(RenewalWindow, IsWaitedFor) {
  // kToday is a Tuesday; so is the moment.
  const auto builder =
      with_info(made_today(90 * kDay), {kId, {}, kToday + 57 * kDay, kToday + 56 * kDay, ""});
  const auto time = renewal_time(with_window(builder, kSundayNight).build());
  EXPECT_GE(time, kToday + 61 * kDay + hours(3));
  EXPECT_LT(time, kToday + 61 * kDay + hours(5));
}

TEST(RenewalWindow, KeepsAMomentThatIsInIt) {
  const base::WallTime moment = kToday + 61 * kDay + hours(4);
  const auto builder = with_info(made_today(90 * kDay), {kId, {}, kToday + 70 * kDay, moment, ""});
  EXPECT_EQ(renewal_time(with_window(builder, kSundayNight).build()), moment);
}

TEST(RenewalWindow, MayReachIntoTheNextDay) {
  const base::WallTime moment = kToday + 57 * kDay + hours(1);
  const auto builder = with_info(made_today(90 * kDay), {kId, {}, kToday + 70 * kDay, moment, ""});
  EXPECT_EQ(renewal_time(with_window(builder, {{"Tue"}, hours(23), hours(4)}).build()), moment);
}

TEST(RenewalWindow, DoesNotPutOffWhatTheCaWantsAtOnce) {
  auto builder = made_today(90 * kDay);
  builder = with_info(builder, chosen(builder.build(), kUsualWindow));
  const base::WallTime now = kToday + 10 * kDay;
  builder =
      with_info(builder, chosen(builder.build(), window(now - hours(2), now - hours(1)), now));
  EXPECT_LE(renewal_time(with_window(builder, kSundayNight).build()), now + Seconds(60));
}

TEST(RenewalWindow, DoesNotPutOffAnEmergency) {
  const auto builder =
      with_info(made_today(hours(100)), {kId, {}, kToday + hours(71), kToday + hours(70), ""});
  EXPECT_EQ(renewal_time(with_window(builder, kSundayNight).build()), kToday + hours(95));
}

// ---- Of two certificates, the better.

TEST(Behaviour, F14_ACertificateThatEndsNoLaterIsNotTaken) {
  auto builder =
      made_today(90 * kDay).order(acme::OrderStatus::kValid).with([](Observed&, auto& c) {
        c.status.order->reason = api::kExpiring;
      });
  EXPECT_TRUE(keeps_stored(builder.build(), kToday + 90 * kDay, kToday));
  EXPECT_FALSE(keeps_stored(builder.build(), kToday + 91 * kDay, kToday));
  EXPECT_FALSE(keeps_stored(builder.build(), kToday + 80 * kDay, kToday + 91 * kDay));
  builder.with([](Observed&, auto& c) { c.status.order->reason = api::kRenewRequested; });
  EXPECT_FALSE(keeps_stored(builder.build(), kToday + 80 * kDay, kToday));
}

// ---- The clock.

TEST(Behaviour, R24_WhatIsDueByOurClockIsHeldAgainstTheCasFirst) {
  const auto expired = made_today(90 * kDay).build();
  EXPECT_EQ(name(decide(expired, kToday + 3650 * kDay, {})), "CheckClock");
  const auto new_one = ObservedBuilder().build();
  EXPECT_EQ(name(decide(new_one, kToday, {})), "CreateKey");
}

TEST(Behaviour, R24_ADifferenceIsToldOnceAndRenewsNothing) {
  auto builder = made_today(90 * kDay).with([](Observed& o, auto&) {
    o.clock_difference = -3650 * kDay;
    o.clock_checked = true;
    o.clock_told = false;
  });
  builder.with([&](Observed&, auto& c) { c.status = status_now(builder.build(), kToday); });
  EXPECT_EQ(name(decide(builder.build(), kToday, {})), "CheckClock");
  builder.with([](Observed& o, auto&) { o.clock_told = true; });
  EXPECT_EQ(name(decide(builder.build(), kToday, {})), "Rest");
}

TEST(Behaviour, R24_ADifferenceSeenLongAgoIsNotBelieved) {
  const auto builder = made_today(90 * kDay).with([](Observed& o, auto&) {
    o.clock_difference = -kDay;
    o.clock_checked = false;
  });
  EXPECT_EQ(name(decide(builder.build(), kToday, {})), "CheckClock");
}

// ---- What a new order replaces.

acme::Directory offering() {
  acme::Directory directory;
  directory.renewal_info = "https://ca/info";
  return directory;
}

TEST(Behaviour, R14_ReplacesIsSentForTheSameIssuerAccountAndAName) {
  const auto replaced = [](auto&& change) {
    const auto seen = made_today(90 * kDay).with(change).build();
    return replaced_by_order(seen, "https://ca/a/1", offering());
  };
  EXPECT_EQ(replaced([](Observed&, auto&) {}), kId);
  EXPECT_EQ(replaced([](Observed& o, auto&) { o.wanted.push_back(dns_name("x.example")); }), kId);
  EXPECT_EQ(replaced([](Observed& o, auto&) { o.stored->issuer = "Issuer/other"; }), "");
  EXPECT_EQ(replaced([](Observed& o, auto&) { o.stored->account = "https://ca/a/2"; }), "");
  EXPECT_EQ(replaced([](Observed& o, auto&) { o.wanted = {dns_name("x.example.com")}; }), "");
  EXPECT_EQ(replaced([](Observed& o, auto&) { o.stored.reset(); }), "");
}

TEST(Behaviour, R3_WithoutRenewalInfoNothingIsReplaced) {
  EXPECT_EQ(replaced_by_order(made_today(90 * kDay).build(), "https://ca/a/1", {}), "");
}

TEST(Behaviour, R26_SwitchedOffNothingIsReplaced) {
  const auto seen =
      made_today(90 * kDay).with([](Observed& o, auto&) { o.renewal_info_off = true; }).build();
  EXPECT_EQ(replaced_by_order(seen, "https://ca/a/1", offering()), "");
}

}  // namespace
}  // namespace lifecycle
