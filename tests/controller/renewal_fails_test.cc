// A renewal that fails for days, and clocks that are far apart.

#include "controller/issuance_bed.h"
#include "lifecycle/partners.h"

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;

constexpr hours kDay{24};

class RenewalFails : public issuance::Bed {
 protected:
  RenewalFails() {
    ca_.desk([this](auto& desk) {
      desk.settings.validity = {clock_.wall_now(), clock_.wall_now() + 90 * kDay};
    });
    apply_certificate();
    work();
    EXPECT_TRUE(is_issued());
  }
  int told(const std::string& words) const {
    int count = 0;
    for (const std::string& note : api_.notes()) {
      count += note.find(words) == std::string::npos ? 0 : 1;
    }
    return count;
  }
  void pass_days(int days) {
    for (int i = 0; i < days; ++i) {
      const base::Millis worked = work(kDay);
      clock_.advance(kDay - worked);
    }
  }
};

TEST_F(RenewalFails, R25_TheOldSecretStaysAndEveryTurnForTheWorseIsToldOnce) {
  const std::string first = tls_secret();
  ca_.desk([](auto& desk) {
    desk.settings.validate = [](const auto&) { return fakes::problem_json("dns", "no address"); };
  });
  pass_days(59);
  EXPECT_EQ(told("could not be renewed"), 0);
  pass_days(10);
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("less than a third of its lifetime"));
  pass_days(14);
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("less than a tenth of its lifetime"));
  pass_days(6);
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("less than a fiftieth of its lifetime"));
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("dns: no address"));
  EXPECT_EQ(tls_secret(), first);
  EXPECT_TRUE(is_issued()) << "it serves still";
  api_.on_change({});
  program_.reset();  // it tells what it has to tell first
  EXPECT_EQ(told("renewed: less than a third"), 1);
  EXPECT_EQ(told("renewed: less than a tenth"), 1);
  EXPECT_EQ(told("renewed: less than a fiftieth"), 1);
}

TEST_F(RenewalFails, R25_ACaThatIsDownForDaysIsNoQuietAffair) {
  ca_.desk([this](auto& desk) { desk.settings.validity.to = clock_.wall_now() + 9 * kDay; });
  annotate("sallyport.dev/renew", "1");
  work();
  for (const char* endpoint : {"directory", "newNonce", "newOrder"}) {
    ca_.always(endpoint, fakes::drops_before());
  }
  pass_days(8);
  work(hours(4));
  EXPECT_EQ(condition(api::kIssuing).reason, api::kCaUnreachable);
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("less than a tenth of its lifetime"));
}

TEST_F(RenewalFails, R25_ARenewalThatIsOnlyDueIsNoCauseForAlarm) {
  pass_days(56);
  ca_.desk([this](auto& desk) { desk.settings.validity.to = clock_.wall_now() + 90 * kDay; });
  pass_days(6);
  EXPECT_EQ(orders(), 2);
  api_.on_change({});
  program_.reset();
  EXPECT_EQ(told("could not be renewed"), 0);
}

// ---- The clock.

class Clocks : public issuance::Bed {
 protected:
  // The CA's clock is so far ahead of ours.
  void set_ahead(base::Millis difference) {
    const std::time_t then = std::chrono::system_clock::to_time_t(clock_.wall_now() + difference);
    char date[64];
    std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&then));
    for (const char* endpoint : {"directory", "newNonce", "newAccount", "newOrder", "order",
                                 "authorization", "challenge", "finalize", "certificate"}) {
      ca_.always(endpoint, fakes::with_header("Date", date));
    }
  }
};

TEST_F(Clocks, T19_MoreThanFiveMinutesApartAreTold) {
  set_ahead(minutes(6));
  apply_certificate();
  work();
  EXPECT_EQ(issuer_condition(api::kClockSkew).status, "True");
  EXPECT_THAT(issuer_condition(api::kClockSkew).message, HasSubstr("set it right, by NTP"));
  EXPECT_TRUE(is_issued());
}

TEST_F(Clocks, T19_AnEventTellsItOnceThoughTheDifferenceGrows) {
  set_ahead(minutes(6));
  apply_certificate();
  work(base::Seconds(30));
  set_ahead(minutes(7));
  apply_named("zoo", {"b.example"});
  clock_.advance(hours(1));  // what was seen is doubted
  work(base::Seconds(30));
  ASSERT_TRUE(is_issued("web") && is_issued("zoo"));
  api_.on_change({});
  program_.reset();  // it tells what it has to tell first
  const auto notes = api_.notes();
  EXPECT_EQ(std::ranges::count_if(notes,
                                  [](const auto& note) {
                                    return note.find("set it right, by NTP") != std::string::npos;
                                  }),
            1);
}

// Our clock is ten years ahead: what its partner has seems to have ended, and has not.
TEST_F(Clocks, F18_AWrongClockLetsNoneOfTwoPartnersGoLiveAlone) {
  const auto name_partner = [this](const std::string& own, const std::string& other) {
    annotate(std::string(lifecycle::kPartnerAnnotation), other, own);
  };
  const hours ahead(24 * 3650);
  set_ahead(-ahead);
  ca_.desk([&](auto& desk) {
    const base::WallTime now = clock_.wall_now() - ahead;
    desk.settings.validity = {now, now + 90 * kDay};
  });
  apply_certificate({"a.example"});
  name_partner("web", "zoo");
  apply_named("zoo", {"a.example"});
  name_partner("zoo", "web");
  work(base::Seconds(400));
  ASSERT_TRUE(is_issued("web") && is_issued("zoo")) << condition(api::kIssuing).message;
  const std::string before = tls_secret();
  apply_certificate({"a.example", "b.example"});
  name_partner("web", "zoo");
  work(base::Seconds(400));
  EXPECT_EQ(tls_secret(), before) << "its partner has not the new name";
  EXPECT_EQ(condition(api::kIssuing).reason, api::kWaitsForPartner);
}

// A fallback's CA lives in another time: what the issuer of both says of the clocks comes from its
// own CA, or the two Certificates would write it to and fro.
TEST_F(Clocks, T19_AFallbacksClockIsNoNewsOfTheIssuer) {
  fakes::ScriptedCa other;
  apply_issuer("other", other);
  other.always("directory", fakes::with_header("Date", "Tue, 01 Jan 2008 00:00:00 GMT"));
  other.always("newAccount", fakes::with_header("Date", "Tue, 01 Jan 2008 00:00:00 GMT"));
  apply_certificate({"a.example"});
  apply_named("zoo", {"b.example"}, [](wire::Writer& spec) {
    spec.set("fallbackIssuerRefs", std::vector<wire::Writer>{wire::Writer().set("name", "other")});
  });
  work(base::Seconds(90));
  ASSERT_TRUE(is_issued("web") && is_issued("zoo"));
  const auto written = api_.writes().size();
  work(base::Seconds(300));
  EXPECT_EQ(api_.writes().size(), written);
  EXPECT_NE(issuer_condition(api::kClockSkew).status, "True");
}

TEST_F(Clocks, T19_FourMinutesApartAreNot) {
  set_ahead(minutes(4));
  apply_certificate();
  work();
  EXPECT_NE(issuer_condition(api::kClockSkew).status, "True");
  EXPECT_TRUE(is_issued());
}

TEST_F(Clocks, T19_WhatIsDueIsDueByTheCasClock) {
  set_ahead(hours(3));
  ca_.desk([this](auto& desk) {
    desk.settings.validity = {clock_.wall_now(), clock_.wall_now() + 90 * kDay};
  });
  apply_certificate();
  work();
  const auto started = certificate().status.conditions.front().last_transition;
  EXPECT_GE(started, clock_.wall_now() + hours(2));
}

}  // namespace
