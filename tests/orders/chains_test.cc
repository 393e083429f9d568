#include "orders/chains.h"

#include <gtest/gtest.h>

#include "fakes/test_ca.h"

namespace controller {
namespace {

class Chains : public testing::Test {
 protected:
  const fakes::TestCa root_{"Root A"};
  const fakes::TestCa other_root_{"Root B"};
  const fakes::TestCa middle_{"Middle", root_};
  const fakes::TestCa cross_{"Root A", other_root_};
  const crypto::PrivateKey key_ = crypto::PrivateKey::generate({});
  const std::string leaf_ = middle_.issue({"", {"a.example"}, {}}, key_);
  const std::string short_chain_ = leaf_ + middle_.pem();
  const std::string long_chain_ = short_chain_ + cross_.pem();
};

TEST_F(Chains, F7_OneThatEndsAtTheIssuerIsBest) {
  EXPECT_GT(fit_of_chain(short_chain_, "Root A"), fit_of_chain(long_chain_, "Root A"));
  EXPECT_GT(fit_of_chain(long_chain_, "Root A"), 0);
  EXPECT_GT(fit_of_chain(long_chain_, "Root B"), fit_of_chain(long_chain_, "Root A"));
}

TEST_F(Chains, F7_OfTwoThatEndThereTheShorterIsBetter) {
  EXPECT_GT(fit_of_chain(short_chain_, "Root A"),
            fit_of_chain(short_chain_ + fakes::TestCa("Root A", root_).pem(), "Root A"));
}

TEST_F(Chains, F7_OneThatNeverMeetsTheIssuerDoesNotFit) {
  EXPECT_EQ(fit_of_chain(short_chain_, "Nobody"), 0);
  EXPECT_EQ(fit_of_chain("no PEM", "Root A"), 0);
}

}  // namespace
}  // namespace controller
