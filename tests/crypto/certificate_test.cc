#include "crypto/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "fakes/test_ca.h"

namespace {

using crypto::PrivateKey;
using fakes::TestCa;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Optional;

const base::WallTime kNow{std::chrono::sys_days{std::chrono::November / 24 / 2026}};

std::string chain_refusal(const std::string& pem) {
  const auto chain = crypto::parse_chain(pem);
  return chain ? "accepted" : chain.error();
}

// A root, an intermediate below it, and a key with a good chain.
class Chain : public testing::Test {
 protected:
  std::string leaf(const crypto::CsrNames& names, fakes::Validity validity = {}) const {
    return intermediate_.issue(names, key_, validity);
  }

  std::optional<std::string> check(const std::string& pem, const crypto::Wanted& wanted,
                                   base::WallTime now = kNow) const {
    const auto chain = crypto::parse_chain(pem);
    if (!chain) return "unreadable: " + chain.error();
    return crypto::check_chain(*chain, key_, wanted, now);
  }

  const TestCa root_{"Test Root"};
  const TestCa intermediate_{"Test Intermediate", root_};
  const PrivateKey key_ = PrivateKey::generate({});
  const crypto::CsrNames names_{"", {"a.example", "b.example"}, {"192.0.2.1"}};
  const crypto::Wanted wanted_{{"b.example", "a.example"}, {"192.0.2.1"}};
};

TEST_F(Chain, IsReadLeafFirst) {
  const fakes::Validity validity{kNow, kNow + std::chrono::hours(24 * 90)};
  const auto chain = crypto::parse_chain(leaf(names_, validity) + intermediate_.pem());
  ASSERT_TRUE(chain) << chain.error();
  ASSERT_EQ(chain->size(), 2U);
  const crypto::Certificate& first = chain->front();
  EXPECT_THAT(first.dns_names, ElementsAre("a.example", "b.example"));
  EXPECT_THAT(first.ip_addresses, ElementsAre("192.0.2.1"));
  EXPECT_EQ(first.issuer, "CN=Test Intermediate");
  EXPECT_EQ(first.not_before, validity.from);
  EXPECT_EQ(first.not_after, validity.to);
  EXPECT_EQ(first.serial.size(), 32U);
  EXPECT_EQ(first.serial.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(first.public_der, key_.public_der());
  EXPECT_EQ(chain->back().issuer, "CN=Test Root");
}

TEST_F(Chain, HasItsNamesInLowerCaseAndSorted) {
  const auto chain = crypto::parse_chain(leaf({"", {"B.example", "A.Example"}, {}}));
  ASSERT_TRUE(chain) << chain.error();
  EXPECT_THAT(chain->front().dns_names, ElementsAre("a.example", "b.example"));
}

TEST_F(Chain, MayHaveEmptyLinesAndEitherLineEnding) {
  std::string pem = "\n" + leaf(names_) + "\n\n" + intermediate_.pem() + "\n";
  EXPECT_EQ(chain_refusal(pem), "accepted");
  for (std::size_t at = 0; (at = pem.find('\n', at)) != std::string::npos; at += 2)
    pem.replace(at, 1, "\r\n");
  EXPECT_EQ(chain_refusal(pem), "accepted");
}

TEST_F(Chain, WithAPrivateKeyIsRefused) {
  const std::string pem = leaf(names_) + key_.pem().reveal() + intermediate_.pem();
  EXPECT_EQ(chain_refusal(pem), "block 2 is a PRIVATE KEY, only certificates are allowed");
  EXPECT_EQ(chain_refusal(key_.pem(crypto::Encoding::kPkcs1).reveal()),
            "block 1 is a EC PRIVATE KEY, only certificates are allowed");
}

TEST_F(Chain, WithAnyTextAroundItsBlocksIsRefused) {
  EXPECT_EQ(chain_refusal("subject: a\n" + leaf(names_)),
            "text where a PEM certificate was expected");
  EXPECT_EQ(chain_refusal(leaf(names_) + "hello\n" + intermediate_.pem()), "text after block 1");
  EXPECT_EQ(chain_refusal(leaf(names_) + "<html>"), "text after block 1");
  EXPECT_EQ(chain_refusal(""), "no certificate");
  EXPECT_EQ(chain_refusal("\n\n"), "no certificate");
}

TEST_F(Chain, DoesNotRepeatAHostileLabel) {
  const std::string error = chain_refusal("-----BEGIN \x1b[2Jevil-----\n");
  EXPECT_EQ(error, "block 1 is a foreign block, only certificates are allowed");
  EXPECT_THAT(chain_refusal("-----BEGIN " + std::string(1000, 'A') + "-----\n"),
              HasSubstr("foreign"));
}

TEST_F(Chain, NamesTheBlockThatIsDamaged) {
  const std::string good = leaf(names_);
  std::string damaged = good;
  damaged[100] = '!';
  EXPECT_EQ(chain_refusal(good + damaged), "block 2 is not base64");
  EXPECT_EQ(chain_refusal(good + good.substr(0, 200)), "block 2 has no end");
  EXPECT_EQ(chain_refusal(good + "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"),
            "block 2 is not base64");
  EXPECT_EQ(chain_refusal(good + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "block 2: not an X.509 certificate");
  // A key inside what is labelled a certificate.
  std::string hidden = good + key_.pem().reveal();
  EXPECT_THAT(chain_refusal(hidden), HasSubstr("PRIVATE KEY"));
}

TEST_F(Chain, WithABlockInsideABlockIsRefused) {
  const std::string good = leaf(names_);
  EXPECT_EQ(chain_refusal(good.substr(0, good.size() - 26) + key_.pem().reveal() +
                          good.substr(good.size() - 26)),
            "block 1 is not base64");
}

TEST_F(Chain, OfElevenCertificatesIsRefused) {
  const std::string one = leaf(names_);
  std::string ten;
  for (int i = 0; i < 10; ++i) ten += one;
  EXPECT_EQ(chain_refusal(ten), "accepted");
  EXPECT_EQ(chain_refusal(ten + one), "more than 10 certificates");
}

TEST_F(Chain, WithAZeroByteInANameIsRefused) {
  EXPECT_EQ(chain_refusal(leaf({"", {std::string("a.example\0.evil", 15)}, {}})),
            "block 1: a DNS name with a character that no name has");
}

TEST_F(Chain, ThatIsGoodHasNothingWrong) {
  EXPECT_EQ(check(leaf(names_) + intermediate_.pem(), wanted_), std::nullopt);
  EXPECT_EQ(check(leaf(names_) + intermediate_.pem() + root_.pem(), wanted_), std::nullopt);
  EXPECT_EQ(check(leaf(names_), wanted_), std::nullopt);
}

TEST_F(Chain, F9_ForAnotherKeyIsWrong) {
  const auto other = PrivateKey::generate({});
  EXPECT_THAT(check(intermediate_.issue(names_, other), wanted_),
              Optional(std::string("the certificate is for another key")));
}

TEST_F(Chain, F9_MustHaveExactlyTheWantedNames) {
  EXPECT_THAT(check(leaf({"", {"a.example"}, {"192.0.2.1"}}), wanted_),
              Optional(std::string("the certificate lacks b.example")));
  EXPECT_THAT(
      check(leaf({"", {"a.example", "b.example", "c.example"}, {"192.0.2.1"}}), wanted_),
      Optional(std::string("the certificate is also for c.example, which was not asked for")));
  EXPECT_THAT(check(leaf({"", {"a.example", "b.example"}, {}}), wanted_),
              Optional(std::string("the certificate lacks 192.0.2.1")));
  EXPECT_THAT(check(leaf({"", {"a.example", "b.example"}, {"192.0.2.1", "::1"}}), wanted_),
              Optional(std::string("the certificate is also for ::1, which was not asked for")));
}

TEST_F(Chain, F9_MustBeValidNow) {
  using std::chrono::hours;
  const auto with = [&](base::WallTime from, base::WallTime to) {
    return check(leaf(names_, {from, to}), wanted_);
  };
  EXPECT_EQ(with(kNow - hours(1), kNow + hours(1)), std::nullopt);
  EXPECT_THAT(with(kNow - hours(2), kNow), Optional(std::string("the certificate has expired")));
  EXPECT_EQ(with(kNow + hours(1), kNow + hours(2)), std::nullopt);
  EXPECT_THAT(with(kNow + hours(1) + base::Seconds(1), kNow + hours(2)),
              Optional(std::string("the certificate is not valid yet")));
}

TEST_F(Chain, F9_MustBeSignedLinkByLink) {
  const TestCa stranger("Test Intermediate", root_);  // the right name, another key
  const std::string wrong = " did not sign the one before it: certificate signature failure";
  EXPECT_THAT(check(leaf(names_) + stranger.pem(), wanted_),
              Optional("certificate 2 of the chain (CN=Test Intermediate)" + wrong));
  EXPECT_THAT(check(leaf(names_) + intermediate_.pem() + TestCa("Test Root").pem(), wanted_),
              Optional("certificate 3 of the chain (CN=Test Root)" + wrong));
}

TEST_F(Chain, F9_MustLeadFromNameToName) {
  const std::string wrong = " is not the issuer of the one before it: subject issuer mismatch";
  EXPECT_EQ(check(leaf(names_) + intermediate_.pem(), wanted_), std::nullopt);
  EXPECT_THAT(check(leaf(names_) + intermediate_.pem_as("Another"), wanted_),
              Optional("certificate 2 of the chain (CN=Another)" + wrong));
  EXPECT_THAT(check(leaf(names_) + root_.pem(), wanted_),
              Optional("certificate 2 of the chain (CN=Test Root)" + wrong));
}

TEST_F(Chain, WithBytesBehindACertificateIsRefused) {
  const auto good = crypto::parse_chain(leaf(names_));
  ASSERT_TRUE(good) << good.error();
  EXPECT_THAT(
      chain_refusal("-----BEGIN CERTIFICATE-----\n" + base::base64(good->front().der + "x") +
                    "\n-----END CERTIFICATE-----\n"),
      HasSubstr("not an X.509 certificate"));
}

TEST_F(Chain, F9_MustHaveCasAboveTheLeafOnly) {
  const TestCa pretender("Pretender", root_, {.extensions = {}});
  EXPECT_THAT(check(pretender.issue(names_, key_) + pretender.pem(), wanted_),
              Optional(std::string("certificate 2 of the chain (CN=Pretender) is not a CA's")));
}

TEST_F(Chain, F9_MustNotBeginWithACa) {
  const auto chain = crypto::parse_chain(intermediate_.pem());
  ASSERT_TRUE(chain) << chain.error();
  EXPECT_THAT(crypto::check_chain(*chain, intermediate_.key(), {}, kNow),
              Optional(std::string("the certificate is a CA's own")));
}

TEST_F(Chain, WithAnyByteOfItsLeafChangedIsRefused) {
  const auto good = crypto::parse_chain(leaf(names_) + intermediate_.pem());
  ASSERT_TRUE(good) << good.error();
  const std::string der = good->front().der;
  for (std::size_t at = 0; at < der.size(); ++at) {
    std::string changed = der;
    changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
    const std::string pem =
        "-----BEGIN CERTIFICATE-----\n" + base::base64(changed) + "\n-----END CERTIFICATE-----\n";
    ASSERT_NE(check(pem + intermediate_.pem(), wanted_), std::nullopt) << "byte " << at;
  }
}

TEST_F(Chain, CutInsideABlockIsRefused) {
  const std::string pem = leaf(names_);
  // The last bytes that can be missed are the line ending.
  for (std::size_t size = 0; size < pem.size() - 1; ++size)
    ASSERT_NE(chain_refusal(pem.substr(0, size)), "accepted") << size;
}

}  // namespace
