#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/certificate.h"
#include "crypto/csr.h"
#include "pebble/holder.h"

namespace {

using acme::Identifier;
using pebble::Holder;

TEST(Pebble, N2_NineOfTenNoncesAreRejectedAndTheCertificateComes) {
  Holder holder({.nonce_reject_percent = 90, .mac_keys = {}, .reuse = false});
  holder.sign_up();
  const auto key = crypto::PrivateKey::generate({});
  const std::string pem =
      holder.issue({{Identifier::Type::kDns, "a.example"}}, {"", {"a.example"}, {}}, key);
  const auto chain = crypto::parse_chain(pem);
  ASSERT_TRUE(chain) << chain.error();
  EXPECT_EQ(crypto::check_chain(*chain, key, {{"a.example"}, {}}, holder.clock.wall_now()),
            std::nullopt);
}

}  // namespace
