#include "crypto/der_chain.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "crypto/certificate.h"
#include "fakes/pkcs7.h"
#include "fakes/test_ca.h"

namespace {

class DerChain : public testing::Test {
 protected:
  static std::string der_of(const std::string& pem) {
    return crypto::parse_chain(pem)->front().der;
  }
  static std::string in_lines(const std::string& der, const std::string& label) {
    const std::string text = base::base64(der);
    std::string lines;
    for (std::size_t at = 0; at < text.size(); at += 64) lines += text.substr(at, 64) + "\n";
    return "-----BEGIN " + label + "-----\n" + lines + "-----END " + label + "-----\n";
  }

  const fakes::TestCa root_{"Root"};
  const fakes::TestCa middle_{"Middle", root_};
  const std::string leaf_ =
      middle_.issue({"", {"a.example"}, {}}, crypto::PrivateKey::generate({}));
  const std::string chain_ = leaf_ + middle_.pem() + root_.pem();
};

TEST_F(DerChain, OneCertificateBecomesPem) {
  EXPECT_EQ(crypto::pem_of_certificate(der_of(leaf_)), leaf_);
  EXPECT_TRUE(crypto::is_der(der_of(leaf_)));
  EXPECT_FALSE(crypto::is_der(leaf_));
}

TEST_F(DerChain, WhatIsMoreOrLessThanOneCertificateIsNone) {
  const std::string der = der_of(leaf_);
  for (const std::string& other :
       {std::string(), leaf_, der + der, der + "\n", der.substr(0, der.size() - 1),
        fakes::pkcs7_of(chain_), std::string("\x30\x00", 2), std::string("0 is text")}) {
    EXPECT_FALSE(crypto::pem_of_certificate(other)) << other.size() << " bytes";
  }
}

TEST_F(DerChain, APkcs7BecomesTheCertificatesInIt) {
  const std::string der = fakes::pkcs7_of(chain_);
  EXPECT_TRUE(crypto::is_der(der));
  EXPECT_TRUE(crypto::parse_chain(*crypto::pem_of_pkcs7(der)));
  EXPECT_EQ(crypto::pem_of_pkcs7(fakes::pkcs7_of(leaf_)), leaf_);
  EXPECT_EQ(crypto::parse_chain(*crypto::pem_of_pkcs7(der))->size(), 3U);
  EXPECT_EQ(crypto::pem_of_pkcs7(in_lines(der, "PKCS7")), crypto::pem_of_pkcs7(der));
  EXPECT_EQ(crypto::pem_of_pkcs7(in_lines(der, "PKCS #7 SIGNED DATA")), crypto::pem_of_pkcs7(der));
}

TEST_F(DerChain, WhatIsNoPkcs7OrEmptyHoldsNone) {
  const std::string der = fakes::pkcs7_of(chain_);
  for (const std::string& other :
       {std::string(), chain_, der_of(leaf_), der + "\n", der.substr(0, der.size() - 1),
        fakes::pkcs7_of(""), std::string("\x30\x00", 2), std::string("<html>no</html>"),
        in_lines(der_of(leaf_), "PKCS7")}) {
    EXPECT_FALSE(crypto::pem_of_pkcs7(other)) << other.size() << " bytes";
  }
}

}  // namespace
