#include "crypto/chain_order.h"

#include <gtest/gtest.h>

#include "crypto/certificate.h"
#include "fakes/test_ca.h"

namespace {

class ChainOrder : public testing::Test {
 protected:
  std::string ordered(const std::string& received) const {
    return crypto::ordered_chain(received, key_);
  }

  const fakes::TestCa root_{"Root"};
  const fakes::TestCa middle_{"Middle", root_};
  const fakes::TestCa other_{"Other"};
  const crypto::PrivateKey key_ = crypto::PrivateKey::generate({});
  const std::string leaf_ = middle_.issue({"", {"a.example"}, {}}, key_);
  const std::string good_ = leaf_ + middle_.pem() + root_.pem();
};

TEST_F(ChainOrder, WhatIsInOrderStaysAsItIs) {
  EXPECT_EQ(ordered(good_), good_);
  EXPECT_EQ(ordered(leaf_ + middle_.pem()), leaf_ + middle_.pem());
  EXPECT_EQ(ordered(leaf_), leaf_);
}

TEST_F(ChainOrder, DF31_TheLeafMayBeAnywhereAndTheOthersInAnyOrder) {
  EXPECT_EQ(ordered(root_.pem() + middle_.pem() + leaf_), good_);
  EXPECT_EQ(ordered(middle_.pem() + leaf_ + root_.pem()), good_);
  EXPECT_EQ(ordered(leaf_ + root_.pem() + middle_.pem()), good_);
}

TEST_F(ChainOrder, DF31_WhatIsTwiceOrNotAboveTheLeafIsLeftOut) {
  EXPECT_EQ(ordered(good_ + root_.pem()), good_);
  EXPECT_EQ(ordered(leaf_ + leaf_ + middle_.pem() + other_.pem() + root_.pem()), good_);
}

TEST_F(ChainOrder, WordsAreLeftOut) {
  EXPECT_EQ(ordered("subject=/CN=a\r\n" + leaf_ + "issuer\n\n" + middle_.pem() + "end"),
            leaf_ + middle_.pem());
}

// RFC 8555 section 11.4: a server that loads the file may take a key from it.
TEST_F(ChainOrder, WhatIsNoCertificateIsNotHidden) {
  const std::string key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  for (const std::string& bad : {key + leaf_, leaf_ + key, leaf_.substr(0, 100), std::string()}) {
    EXPECT_EQ(ordered(bad), bad);
    EXPECT_FALSE(crypto::parse_chain(ordered(bad)));
  }
}

TEST_F(ChainOrder, OfAnotherKeyNothingIsChanged) {
  const std::string others =
      root_.pem() + middle_.issue({"", {"a.example"}, {}}, crypto::PrivateKey::generate({}));
  EXPECT_EQ(ordered(others), others);
}

}  // namespace
