#include "crypto/certificate.h"

#include <gtest/gtest.h>

#include "holder.h"

namespace {

using acme::Identifier;
using crypto::PrivateKey;
using pebble::Holder;

const std::vector<Identifier> kNames{{Identifier::Type::kDns, "a.example"}};
const crypto::CsrNames kCsr{"", {"a.example"}, {}};

pebble::BedOptions with_roots(int roots) {
  pebble::BedOptions options;
  options.alternate_roots = roots;
  return options;
}

// An order for a certificate of that key, with the certificate.
acme::Order issued(Holder& holder, const PrivateKey& key) {
  const auto ready = holder.validate(holder.order(kNames));
  const std::string csr = crypto::make_csr(kCsr, key);
  holder.must([&] { return holder.client.finalize(holder.signer(), ready, csr, holder.never); });
  return holder.poll(ready.url, acme::OrderStatus::kProcessing);
}

TEST(PebbleCertificate, F11_ChainsOfEveryLengthAreGood) {
  for (const int length : {1, 3}) {
    pebble::BedOptions options;
    options.chain_length = length;
    Holder holder(options);
    holder.sign_up();
    const auto key = PrivateKey::generate({});
    const auto chain = crypto::parse_chain(holder.issue(kNames, kCsr, key));
    ASSERT_TRUE(chain) << chain.error();
    EXPECT_EQ(chain->size(), static_cast<std::size_t>(length) + 1);
    EXPECT_EQ(crypto::check_chain(*chain, key, {{"a.example"}, {}}, holder.clock.wall_now()),
              std::nullopt);
  }
}

TEST(PebbleCertificate, F6_EveryAlternateIsAGoodChainToAnotherRoot) {
  Holder holder(with_roots(3));
  holder.sign_up();
  const auto key = PrivateKey::generate({});
  const auto order = issued(holder, key);
  const auto read = [&](const std::string& url) {
    return holder.must(
        [&] { return holder.client.certificate(holder.signer(), url, holder.never); });
  };
  const acme::Chain offered = read(order.certificate);
  ASSERT_EQ(offered.alternates.size(), 3U);
  std::set<std::string> roots{crypto::parse_chain(offered.pem)->back().issuer_common_name};
  for (const std::string& url : offered.alternates) {
    const auto chain = crypto::parse_chain(read(url).pem);
    ASSERT_TRUE(chain) << chain.error();
    EXPECT_EQ(crypto::check_chain(*chain, key, {{"a.example"}, {}}, holder.clock.wall_now()),
              std::nullopt);
    roots.insert(chain->back().issuer_common_name);
  }
  EXPECT_EQ(roots.size(), 4U);
}

TEST(PebbleCertificate, AnEd25519KeyIsRefusedInWords) {
  Holder holder;
  holder.sign_up();
  const auto ready = holder.validate(holder.order(kNames));
  const std::string csr =
      crypto::make_csr(kCsr, PrivateKey::generate({crypto::Algorithm::kEd25519, 256}));
  auto refused = holder.client.finalize(holder.signer(), ready, csr, holder.never);
  while (!refused && refused.error().is("badNonce")) {
    refused = holder.client.finalize(holder.signer(), ready, csr, holder.never);
  }
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().is("badCSR")) << refused.error().message;
}

TEST(PebbleCertificate, EndsWhenTheOrderAskedForIt) {
  Holder holder;
  holder.sign_up();
  const auto end =
      std::chrono::floor<base::Seconds>(holder.clock.wall_now()) + std::chrono::hours(48);
  const auto order = holder.must([&] {
    return holder.client.new_order(holder.signer(), {kNames, "", "", end}, holder.never);
  });
  const auto ready = holder.validate(order);
  const std::string csr = crypto::make_csr(kCsr, PrivateKey::generate({}));
  holder.must([&] { return holder.client.finalize(holder.signer(), ready, csr, holder.never); });
  const auto done = holder.poll(ready.url, acme::OrderStatus::kProcessing);
  const auto chain = holder.must(
      [&] { return holder.client.certificate(holder.signer(), done.certificate, holder.never); });
  EXPECT_EQ(crypto::parse_chain(chain.pem)->front().not_after, end);
}

}  // namespace
