#include "lifecycle/failover.h"

#include <gtest/gtest.h>

#include "api/reasons.h"
#include "fakes/observed_builder.h"
#include "lifecycle/decide.h"
#include "lifecycle/reasons.h"

namespace lifecycle {
namespace {

using namespace fakes;
using std::chrono::hours;
using std::chrono::minutes;

const api::IssuerRef kFirst{"le", "Issuer"};
const api::IssuerRef kSecond{"other", "Issuer"};
const api::IssuerRef kThird{"third", "ClusterIssuer"};
const api::IssuerRef kStaging{"staging", "Issuer"};

class AskedIssuer : public testing::Test {
 protected:
  AskedIssuer() {
    builder_.with([](Observed&, api::Certificate& c) {
      c.spec.fallback_issuers = {kSecond, kThird};
    });
  }
  void stored(hours left) { builder_.stored(left); }
  void failed(const api::IssuerRef& issuer, std::string_view reason, int attempts,
              base::Millis next_try_in = base::Seconds(60)) {
    builder_.failed(next_try_in).with([&](Observed&, api::Certificate& c) {
      c.status.failure->issuer = issuer;
      c.status.failure->reason = reason;
      c.status.failure->attempts = attempts;
    });
  }
  void under_way(const api::IssuerRef& issuer) {
    builder_.order(acme::OrderStatus::kPending).with([&](Observed&, api::Certificate& c) {
      c.status.issuer = issuer;
    });
  }
  Asked asked() const { return asked_issuer(builder_.build(), issuers_, staging_, kToday); }
  std::string name() const { return asked().issuer.name; }

  ObservedBuilder builder_;
  std::vector<IssuerSeen> issuers_{{kFirst, true}, {kSecond, true}, {kThird, true}};
  std::optional<IssuerSeen> staging_;
};

TEST_F(AskedIssuer, IsTheOneOfTheSpec) {
  EXPECT_EQ(asked(), (Asked{kFirst, false, false}));
  stored(60 * kDay);
  EXPECT_EQ(name(), "le");
}

TEST_F(AskedIssuer, L11_IsAFallbackAtTheThirdFailureInARowAndAtOnce) {
  failed(kFirst, api::kCaUnreachable, 2);
  EXPECT_EQ(asked(), (Asked{kFirst, false, false}));
  failed(kFirst, api::kCaUnreachable, 3);
  EXPECT_EQ(asked(), (Asked{kSecond, true, false}));
}

TEST_F(AskedIssuer, L11_IsAFallbackAtTheFirstFailureInTheLastFifth) {
  stored(19 * kDay);
  EXPECT_EQ(name(), "le");
  failed(kFirst, api::kCaUnreachable, 1);
  EXPECT_EQ(name(), "le") << "a fifth of 90 days is left";
  stored(17 * kDay);
  EXPECT_EQ(asked(), (Asked{kSecond, true, false}));
}

TEST_F(AskedIssuer, L11_IsAFallbackWhileTheCaIsDown) {
  issuers_[0].is_down = true;
  issuers_[0].troubles = 2;
  EXPECT_EQ(name(), "le");
  issuers_[0].troubles = 3;
  EXPECT_EQ(name(), "other");
  issuers_[0].is_down = false;  // it is worth a try
  EXPECT_EQ(name(), "le");
  issuers_[0].unreachable = true;  // there is not even an account
  EXPECT_EQ(name(), "other");
}

TEST_F(AskedIssuer, L11_IsOneThatServesAndIsNotDown) {
  failed(kFirst, api::kCaUnreachable, 3);
  issuers_[1].serves = false;
  EXPECT_EQ(name(), "third");
  issuers_[2].is_down = true;
  issuers_[2].troubles = 3;
  EXPECT_EQ(name(), "le") << "better to wait than not to ask";
}

TEST_F(AskedIssuer, L11_DoesNotChangeWhileAnOrderIsUnderWayThere) {
  under_way(kSecond);
  EXPECT_EQ(name(), "other");
  issuers_[1].is_down = true;
  issuers_[1].troubles = 3;
  EXPECT_EQ(name(), "le");
}

TEST_F(AskedIssuer, L11_IsTheOneOfTheSpecAgainAtTheNextRenewal) {
  stored(60 * kDay);
  builder_.with([](Observed& o, api::Certificate&) { o.stored->issuer = kSecond.text(); });
  EXPECT_EQ(reason_to_issue(builder_.build(), kToday), std::nullopt);
  EXPECT_EQ(name(), "other") << "whose renewal information counts";
  stored(20 * kDay);
  builder_.with([](Observed& o, api::Certificate&) { o.stored->issuer = kSecond.text(); });
  EXPECT_EQ(name(), "le");
}

TEST_F(AskedIssuer, L11_WhoHasNoCertificateDoesNotWaitForALimitOfDays) {
  failed(kFirst, api::kRateLimited, 1, hours(60));
  EXPECT_EQ(asked(), (Asked{kSecond, true, false}));
  stored(25 * kDay);
  EXPECT_EQ(name(), "le");
}

TEST_F(AskedIssuer, L12_IsNeverAFallbackForWhatTheOwnerMustRepair) {
  for (const auto reason : {api::kChallengeFailed, api::kOrderFailed, api::kPaused,
                            api::kProfileNotOffered, api::kCertificateRejected}) {
    failed(kFirst, reason, 9);
    EXPECT_EQ(asked(), (Asked{kFirst, false, false})) << reason;
  }
  issuers_[0].serves = false;  // wrong in itself
  EXPECT_EQ(name(), "le");
}

TEST_F(AskedIssuer, L13_IsTheStagingIssuerAfterAFailedValidation) {
  failed(kFirst, api::kChallengeFailed, 1);
  staging_ = IssuerSeen{kStaging, true};
  EXPECT_EQ(asked(), (Asked{kStaging, false, true}));
  failed(kStaging, api::kChallengeFailed, 2);
  EXPECT_EQ(asked(), (Asked{kStaging, false, true}));
  builder_.with([](Observed&, api::Certificate& c) { c.status.failure->rehearsed = true; });
  EXPECT_EQ(asked(), (Asked{kFirst, true, false}));
}

TEST_F(AskedIssuer, L13_IsNotTheStagingIssuerWhereThatWouldNotHelp) {
  failed(kFirst, api::kOrderFailed, 1);
  staging_ = IssuerSeen{kStaging, true};
  EXPECT_EQ(name(), "le");
  failed(kFirst, api::kChallengeFailed, 1);
  staging_->serves = false;
  EXPECT_EQ(name(), "le");
  staging_ = IssuerSeen{kStaging, true};
  builder_.with([](Observed&, api::Certificate& c) { c.meta.generation = 7; });
  EXPECT_EQ(name(), "le") << "the owner has changed something";
  failed(kFirst, api::kChallengeFailed, 1);
  stored(17 * kDay);
  EXPECT_EQ(name(), "le") << "there is no time to lose";
}

}  // namespace
}  // namespace lifecycle
