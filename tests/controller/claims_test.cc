// The record of who has which name, through the controller's real steps: written before the CA is
// asked, kept when the Certificate goes, and never written over what another one wrote meanwhile.

#include "controller/issuance_bed.h"
#include "names/name_claims.h"

namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::SizeIs;

class ClaimsTest : public issuance::Bed {
 protected:
  const kube::ObjectKey key_{issuance::kHome, "team.web"};

  api::ClaimedNames claimed() const {
    const auto object = api_.get(api::kNameClaims, key_);
    return object ? api::read_name_claim(*object).names : api::ClaimedNames{};
  }
  bool is_unasked(const std::string& name) const {
    const auto names = claimed();
    return names.contains(name) && names.at(name).unasked.has_value();
  }
  void issue(const std::vector<std::string>& names) {
    apply_certificate(names);
    work();
    ASSERT_TRUE(is_issued()) << condition(api::kIssuing).message;
  }
};

TEST_F(ClaimsTest, NoNameIsOrderedBeforeItIsRecorded) {
  api_.forbid("POST nameclaims ");
  apply_certificate();
  work();
  EXPECT_EQ(ca_.count("newOrder"), 0);
  EXPECT_EQ(condition(api::kIssuing).reason, api::kClusterRefused);
  api_.forbid("");
  work();
  EXPECT_TRUE(is_issued());
  EXPECT_THAT(claimed(), SizeIs(1));
}

TEST_F(ClaimsTest, WhereTheKindIsMissingItIsTriedEveryHalfMinute) {
  issue({"a.example"});
  api_.unlearn("nameclaims");
  const auto writes = api_.writes().size();
  apply_certificate({"b.example"});
  work(base::Seconds(100));
  EXPECT_LT(api_.writes().size() - writes, 12U);
  EXPECT_EQ(orders(), 1);
  api_.unlearn("");
  work();
  EXPECT_TRUE(is_issued());
}

TEST_F(ClaimsTest, ARecordThatWentTogetherWithItsKindIsAskedForOnce) {
  issue({"a.example"});
  api_.unlearn("nameclaims");
  const auto tried = [this] {
    const auto writes = api_.writes();
    return std::ranges::count_if(
        writes, [](const auto& write) { return write.starts_with("PATCH nameclaims "); });
  };
  const auto before = tried();
  api_.remove(api::kCertificates, {"team", "web"});
  work(base::Seconds(100));
  EXPECT_EQ(tried() - before, 1);
}

TEST_F(ClaimsTest, ARenewalWritesNoClaim) {
  issue({"a.example"});
  const auto writes = api_.writes().size();
  annotate("sallyport.dev/renew", "1");
  work(base::Seconds(90));
  EXPECT_EQ(orders(), 2);
  const auto all = api_.writes();
  for (std::size_t i = writes; i < all.size(); ++i)
    EXPECT_THAT(all[i], Not(HasSubstr("nameclaims")));
}

TEST_F(ClaimsTest, AnIssuedNameIsKeptWhenItIsDroppedAgainAndAgain) {
  issue({"a.example"});
  issue({"b.example"});
  EXPECT_TRUE(is_unasked("a.example"));
  apply_certificate({"a.example"});
  start();
  ca_.always("newOrder", fakes::says({503, {}, ""}));
  work(base::Seconds(3));
  EXPECT_FALSE(is_unasked("a.example"));
  apply_certificate({"c.example"});
  work(base::Seconds(3));
  EXPECT_TRUE(is_unasked("a.example"));
  EXPECT_TRUE(is_unasked("b.example"));
}

TEST_F(ClaimsTest, OfADeletedCertificateTheIssuedNamesAreKeptForFourHundredDays) {
  issue({"a.example"});
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  EXPECT_TRUE(is_unasked("a.example"));
  clock_.advance(names::kUnaskedIsKept - std::chrono::hours(1));
  start();
  work();
  EXPECT_TRUE(is_unasked("a.example"));
}

TEST_F(ClaimsTest, OfADeletedCertificateThatWasNeverIssuedNothingIsKept) {
  ca_.always("newOrder", fakes::says({503, {}, ""}));
  apply_certificate();
  work(base::Seconds(3));
  ASSERT_THAT(claimed(), SizeIs(1));
  api_.remove(api::kCertificates, {"team", "web"});
  work();
  EXPECT_THAT(claimed(), IsEmpty());
  EXPECT_FALSE(api_.get(api::kNameClaims, key_));
}

TEST_F(ClaimsTest, AClaimThatWasNotSeenIsNotWrittenOver) {
  const base::WallTime before =
      std::chrono::floor<base::Seconds>(clock_.wall_now()) - std::chrono::hours(1000);
  api_.before_write([&](const std::string& what) {
    if (!what.starts_with("POST nameclaims")) return;
    api_.before_write({});
    api_.put(api::kNameClaims,
             api::write_name_claim(key_, {"team", "web"}, {{"a.example", {before}}}));
  });
  issue({"a.example"});
  EXPECT_EQ(claimed().at("a.example").since, before);
}

TEST_F(ClaimsTest, AnAdministratorsChangeInBetweenIsSeenAndTheRestGoesOn) {
  issue({"a.example", "b.example"});
  api_.before_write([this](const std::string& what) {
    if (!what.starts_with("PATCH nameclaims")) return;
    api_.before_write({});
    auto names = claimed();
    names.erase("b.example");
    api_.put(api::kNameClaims, api::write_name_claim(key_, {"team", "web"}, names));
  });
  issue({"a.example", "c.example"});
  EXPECT_THAT(claimed(), Contains(Key("c.example")));
  EXPECT_THAT(claimed(), Not(Contains(Key("b.example"))));
}

}  // namespace
