// Chains in other forms than PEM, which a CA may send though it was asked for PEM.
#include "acme/ca_script.h"
#include "acme/client.h"
#include "crypto/certificate.h"
#include "fakes/pkcs7.h"
#include "fakes/test_ca.h"

namespace {

using namespace scripted;
using testing::SizeIs;

// RFC 8555 section 7.4.2: "For formats that can only express a single certificate, the server
// SHOULD provide one or more "Link: rel="up"" header fields".
class DerOfCa : public Ca {
 protected:
  static std::string der_of(const std::string& pem) {
    return crypto::parse_chain(pem)->front().der;
  }
  static http::Headers with_up(const std::string& target) {
    return {{"Link", "<" + target + ">;rel=\"up\""}, {"Replay-Nonce", "N1"}};
  }
  acme::Result<acme::Chain> chain_at(const std::string& url) {
    return client_.certificate(signer_, url, never_);
  }

  const fakes::TestCa root_{"Root"};
  const fakes::TestCa middle_{"Middle", root_};
  const std::string leaf_ =
      middle_.issue({"", {"a.example"}, {}}, crypto::PrivateKey::generate({}));
};

TEST_F(DerOfCa, OneCertificateIsFollowedByThoseAboveIt) {
  give_directory();
  http_.once("POST", "https://ca.example/cert/1", reply(200, der_of(leaf_), with_up("/above/1")));
  http_.once("POST", "https://ca.example/above/1",
             reply(200, der_of(middle_.pem()), with_up("https://other.example/root")));
  const auto chain = chain_at("https://ca.example/cert/1");
  ASSERT_TRUE(chain) << chain.error().message;
  EXPECT_EQ(chain->pem, leaf_ + middle_.pem());
}

TEST_F(DerOfCa, LinksWithoutEndAreFollowedForALittle) {
  give_directory();
  for (int i = 0; i <= 5; ++i) {
    http_.once("POST", "https://ca.example/cert/" + std::to_string(i),
               reply(200, der_of(leaf_), with_up("/cert/" + std::to_string(i + 1))));
  }
  const auto chain = chain_at("https://ca.example/cert/0");
  ASSERT_TRUE(chain) << chain.error().message;
  EXPECT_THAT(*crypto::parse_chain(chain->pem), SizeIs(6));
}

TEST_F(DerOfCa, APkcs7IsAWholeChain) {
  give_directory();
  http_.once("POST", "https://ca.example/cert/1",
             reply(200, fakes::pkcs7_of(leaf_ + middle_.pem()), with_up("/above/1")));
  const auto chain = chain_at("https://ca.example/cert/1");
  ASSERT_TRUE(chain) << chain.error().message;
  EXPECT_THAT(*crypto::parse_chain(chain->pem), SizeIs(2));
}

TEST_F(DerOfCa, WhatIsNeitherIsSaid) {
  give_directory();
  http_.once("POST", "https://ca.example/cert/1", reply(200, der_of(leaf_) + "x"));
  const auto chain = chain_at("https://ca.example/cert/1");
  ASSERT_FALSE(chain);
  EXPECT_EQ(chain.error().kind, acme::Error::Kind::kProtocol);
  EXPECT_EQ(chain.error().message,
            "certificate at https://ca.example/cert/1: neither a PEM chain, nor a certificate or a "
            "PKCS #7 with certificates in DER");
}

}  // namespace
