#include <gtest/gtest.h>

#include "acme_objects/renewal_info.h"
#include "crypto/certificate.h"
#include "pebble/holder.h"

namespace {

using acme::Identifier;
using pebble::Holder;

const std::vector<Identifier> kRenewed{{Identifier::Type::kDns, "a.example"}};

// The id of a certificate that the holder has just got.
std::string certificate_id(Holder& holder) {
  const std::string pem =
      holder.issue(kRenewed, {"", {"a.example"}, {}}, crypto::PrivateKey::generate({}));
  return acme::certificate_id(crypto::parse_chain(pem)->front());
}

TEST(PebbleRenewal, AWindowIsGivenForTheIdOfACertificate) {
  Holder holder;
  holder.sign_up();
  const std::string id = certificate_id(holder);
  const auto info = holder.must([&] { return holder.client.renewal_info(id, holder.never); });
  EXPECT_GT(info.end, info.start);
  EXPECT_GT(info.start, holder.clock.wall_now());
  EXPECT_EQ(info.retry_after, std::chrono::hours(6));
}

TEST(PebbleRenewal, ACertificateOfAnotherCaIsRefused) {
  Holder holder;
  const auto info = holder.client.renewal_info("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", holder.never);
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().status, 400) << info.error().message;
}

TEST(Behaviour, R15_ASecondReplacementIsRefusedAsAlreadyReplaced) {
  Holder holder;
  holder.sign_up();
  const std::string id = certificate_id(holder);
  const auto renew = [&] {
    return holder.client.new_order(holder.signer(), {kRenewed, "", id}, holder.never);
  };
  const auto ready = holder.validate(holder.must(renew));
  const std::string csr =
      crypto::make_csr({"", {"a.example"}, {}}, crypto::PrivateKey::generate({}));
  holder.must([&] { return holder.client.finalize(holder.signer(), ready, csr, holder.never); });
  holder.poll(ready.url, acme::OrderStatus::kProcessing);
  auto again = renew();
  const auto end = holder.clock.mono_now() + std::chrono::seconds(10);
  // Pebble marks it as replaced a moment after the new certificate is there.
  while ((again || again.error().is("badNonce")) && holder.clock.mono_now() < end) again = renew();
  ASSERT_FALSE(again);
  EXPECT_TRUE(again.error().is("alreadyReplaced")) << again.error().message;
  EXPECT_EQ(again.error().status, 409);
}

TEST(Behaviour, V5_TheWindowOfARevokedCertificateHasPassed) {
  Holder holder;
  holder.sign_up();
  const std::string pem =
      holder.issue(kRenewed, {"", {"a.example"}, {}}, crypto::PrivateKey::generate({}));
  const auto leaf = crypto::parse_chain(pem)->front();
  auto revoked = holder.client.revoke(holder.signer(), leaf.der, std::nullopt, holder.never);
  while (!revoked && revoked.error().is("badNonce")) {
    revoked = holder.client.revoke(holder.signer(), leaf.der, std::nullopt, holder.never);
  }
  ASSERT_TRUE(revoked) << revoked.error().message;
  const auto info = holder.must(
      [&] { return holder.client.renewal_info(acme::certificate_id(leaf), holder.never); });
  EXPECT_LT(info.end, holder.clock.wall_now());
}

}  // namespace
