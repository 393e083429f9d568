#include "crypto/self_signed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/links.h"

namespace {

using crypto::PrivateKey;
using testing::ElementsAre;

constexpr base::WallTime kNow{std::chrono::milliseconds(1'790'000'000'000)};

TEST(Placeholder, IsForTheNamesAndOfTheKeyAndSaysWhatItIs) {
  const auto key = PrivateKey::generate({});
  const auto made = crypto::placeholder({{"a.example", "b.example"}, {"192.0.2.1"}}, key, kNow);
  const auto chain = crypto::parse_chain(made.pem);
  ASSERT_TRUE(chain) << chain.error();
  const crypto::Certificate& leaf = chain->front();
  EXPECT_THAT(leaf.dns_names, ElementsAre("a.example", "b.example"));
  EXPECT_THAT(leaf.ip_addresses, ElementsAre("192.0.2.1"));
  EXPECT_EQ(leaf.public_der, key.public_der());
  EXPECT_EQ(leaf.common_name, "Placeholder of Sallyport");
  EXPECT_EQ(leaf.issuer_common_name, leaf.common_name);
  EXPECT_EQ(leaf.not_before, kNow - std::chrono::hours(1));
  EXPECT_GT(leaf.not_after, kNow + std::chrono::hours(9 * 365 * 24));
  EXPECT_EQ(leaf.der, made.certificate.der);
}

TEST(Placeholder, HasASerialOfItsOwn) {
  const auto key = PrivateKey::generate({});
  const auto serial = [&] {
    return crypto::placeholder({{"a.example"}, {}}, key, kNow).certificate.serial;
  };
  EXPECT_NE(serial(), serial());
  EXPECT_LE(serial().size(), 32U);
}

// What we take from a CA must not be one.
TEST(Placeholder, IsNoCertificateOfACa) {
  const auto key = PrivateKey::generate({});
  const auto made = crypto::placeholder({{"a.example"}, {}}, key, kNow);
  const auto problem = crypto::check_chain({made.certificate}, key, {{"a.example"}, {}}, kNow);
  ASSERT_TRUE(problem);
  EXPECT_THAT(*problem, testing::HasSubstr("signed by its own key"));
}

}  // namespace
