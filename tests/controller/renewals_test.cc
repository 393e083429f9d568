// When real steps store and renew, whatever the CA dates and however long they rest.

#include "controller/issuance_bed.h"

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;

constexpr hours kOneDay{24};

class Renewals : public issuance::Bed {};

// Its first tenth, which always passes, has passed before it is made.
TEST_F(Renewals, ACertificateThatIsDueAtBirthIsNotStored) {
  ca_.desk([this](auto& desk) {
    desk.settings.validity = {clock_.wall_now() - 20 * kOneDay, clock_.wall_now() + 70 * kOneDay};
  });
  apply_certificate({"a.example"}, [](auto& spec) { spec.set("renewBefore", "2136h"); });
  work();
  EXPECT_EQ(orders(), 1);
  EXPECT_EQ(tls_secret(), "");
  EXPECT_EQ(condition(api::kIssuing).reason, api::kCertificateRejected);
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("lower spec.renewBefore"));
}

TEST_F(Renewals, ARestLastsAnHourAtMost) {
  apply_certificate();
  work(minutes(5));
  ASSERT_TRUE(is_issued());
  const auto again = program_->look();
  ASSERT_TRUE(again);
  EXPECT_LE(*again, hours(1));
}

TEST_F(Renewals, AFieldThatAnOlderVersionWroteGoesFromTheStatus) {
  apply_certificate();
  work();
  const auto there = api_.get(api::kCertificates, {"team", "web"}).value();
  const auto older = wire::Writer(there.object("status")).set("older", "x");
  api_.put(api::kCertificates, wire::Writer(there).set("status", older));
  annotate("sallyport.dev/renew", "1");
  work();
  ASSERT_EQ(orders(), 2);
  EXPECT_FALSE(api_.get(api::kCertificates, {"team", "web"})->object("status").has("older"));
}

}  // namespace
