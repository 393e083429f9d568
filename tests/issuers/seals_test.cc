// Whom a seal on a certificate convinces, and of what.

#include "issuers/seals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "fakes/api/memory_api.h"
#include "fakes/fake_clock.h"

namespace controller {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const kube::ObjectKey kKeySecret{"sallyport-system", "sallyport-seal"};

kube::Config at_example() {
  kube::Config config;
  config.server = *http::parse_url("https://api.example");
  return config;
}

crypto::Certificate leaf_of(const std::string& der) {
  crypto::Certificate leaf;
  leaf.der = der;
  return leaf;
}

class SealsTest : public testing::Test {
 protected:
  // Of a program that has just started.
  Seals fresh() { return Seals(cluster_, kKeySecret.namespace_); }

  std::string seal(const Issued& issued) {
    const auto made = fresh().seal(issued, {});
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : "";
  }
  bool fits(const std::string& seal, const Issued& issued) {
    const auto answer = fresh().fits(seal, issued, {});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer && *answer;
  }
  void put_key(const std::string& data) {
    api_.put(
        kube::kSecrets,
        kube::new_object(kube::kSecrets, kKeySecret).set("data", records::Words{{"key", data}}));
  }
  std::string key_data() {
    const auto secret = api_.get(kube::kSecrets, kKeySecret);
    return secret ? records::data_of(*secret, "key") : "";
  }

  const kube::Config config_ = at_example();
  fakes::FakeClock clock_;
  fakes::MemoryApi api_;
  kube::Token token_{config_, clock_};
  kube::Client cluster_{api_, config_, token_};
  const crypto::Certificate leaf_ = leaf_of("leaf");
  const crypto::Certificate other_leaf_ = leaf_of("other leaf");
  const Issued issued_{{"team-a", "web"}, {"Issuer/le", "https://ca.example/a/1"}, leaf_};
};

TEST_F(SealsTest, TheKeyIsMadeOnceAndNotBeforeItIsNeeded) {
  Seals seals = fresh();
  EXPECT_THAT(api_.writes(), IsEmpty());
  ASSERT_TRUE(seals.prepare({}));
  const std::string made = key_data();
  EXPECT_EQ(made.size(), 32U);
  ASSERT_TRUE(seals.prepare({}));
  ASSERT_TRUE(seals.seal(issued_, {}));
  ASSERT_TRUE(fresh().prepare({})) << "and not by the next program";
  EXPECT_THAT(api_.writes(), ElementsAre("POST secrets "));
  EXPECT_EQ(key_data(), made);
}

TEST_F(SealsTest, TheKeyIsReadOnce) {
  const std::string made = seal(issued_);
  Seals seals = fresh();
  ASSERT_TRUE(seals.prepare({}));
  api_.remove(kube::kSecrets, kKeySecret);
  const auto answer = seals.fits(made, issued_, {});
  EXPECT_TRUE(answer && *answer);
}

TEST_F(SealsTest, TwoInstallationsMakeDifferentKeys) {
  ASSERT_TRUE(fresh().prepare({}));
  const std::string one = key_data();
  api_.clear();
  ASSERT_TRUE(fresh().prepare({}));
  EXPECT_NE(key_data(), one);
}

// Both look before either has made it.
TEST_F(SealsTest, OfTwoReplicasThatMakeAKeyBothTakeTheFirst) {
  api_.before_write([this](const std::string&) {
    api_.before_write({});
    put_key(base::base64(std::string(32, 'k')));
  });
  Seals later = fresh();
  const auto made = later.seal(issued_, {});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(key_data(), std::string(32, 'k'));
  EXPECT_TRUE(fits(*made, issued_)) << "made with the key that stays";
}

TEST_F(SealsTest, ASealFitsAfterARestart) {
  const std::string made = seal(issued_);
  EXPECT_FALSE(made.empty());
  EXPECT_TRUE(fits(made, issued_));
}

TEST_F(SealsTest, ASealFitsOneCertificateIssuerAccountAndLeaf) {
  const std::string made = seal(issued_);
  const auto [certificate, origin, leaf] = issued_;
  EXPECT_FALSE(fits(made, {{"team-b", "web"}, origin, leaf}));
  EXPECT_FALSE(fits(made, {{"team-a", "api"}, origin, leaf}));
  EXPECT_FALSE(fits(made, {certificate, {"ClusterIssuer/le", origin.account}, leaf}));
  EXPECT_FALSE(fits(made, {certificate, {origin.issuer, "https://ca.example/a/2"}, leaf}));
  EXPECT_FALSE(fits(made, {certificate, origin, other_leaf_}));
}

// A word that ends earlier and another one that begins earlier are not the same words.
TEST_F(SealsTest, ASealKnowsWhereTheNamesEnd) {
  const records::Origin none{"", ""};
  const std::string made = seal({{"a", "bc"}, none, leaf_});
  EXPECT_FALSE(fits(made, {{"ab", "c"}, none, leaf_}));
  EXPECT_FALSE(fits(made, {{"a", "bc\",\"issuer\":\""}, none, leaf_}));
}

TEST_F(SealsTest, ADamagedSealFitsNothing) {
  std::string made = seal(issued_);
  made.back() = made.back() == 'A' ? 'E' : 'A';
  EXPECT_FALSE(fits(made, issued_));
}

TEST_F(SealsTest, NoSealFitsNothingWithoutAKeyEither) {
  EXPECT_FALSE(fits("", issued_));
  EXPECT_THAT(api_.writes(), IsEmpty());
}

TEST_F(SealsTest, ASealOfAnotherKeyDoesNotFit) {
  const std::string made = seal(issued_);
  api_.remove(kube::kSecrets, kKeySecret);
  EXPECT_FALSE(fits(made, issued_)) << "another key has been made";
}

TEST_F(SealsTest, ASealFitsAgainWithTheKeyOfTheBackup) {
  const std::string made = seal(issued_);
  const std::string key = key_data();
  api_.clear();
  put_key(base::base64(key));
  EXPECT_TRUE(fits(made, issued_));
}

TEST_F(SealsTest, AKeyThatCannotBeReadIsAnErrorAndNotARefusal) {
  const std::string made = seal(issued_);
  for (const std::string& data :
       {std::string(), std::string("?"), base::base64(std::string(31, 'k')),
        base::base64(std::string(33, 'k'))}) {
    put_key(data);
    const auto answer = fresh().fits(made, issued_, {});
    ASSERT_FALSE(answer) << data;
    EXPECT_THAT(answer.error().message,
                AllOf(HasSubstr("Secret sallyport-system/sallyport-seal"), HasSubstr("delete it")));
    EXPECT_FALSE(fresh().prepare({}));
    EXPECT_FALSE(fresh().seal(issued_, {}));
  }
}

TEST_F(SealsTest, AKeyThatMayNotBeMadeIsAnError) {
  api_.forbid("POST secrets ");
  const auto answer = fresh().fits("seal", issued_, {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, kube::Error::Kind::kForbidden);
}

TEST_F(SealsTest, AKeyThatWasMadeUnreadableIsReadWhenItIsMended) {
  put_key("?");
  Seals seals = fresh();
  ASSERT_FALSE(seals.prepare({}));
  put_key(base::base64(std::string(32, 'k')));
  EXPECT_TRUE(seals.prepare({})) << "a failure is not kept";
}

}  // namespace
}  // namespace controller
