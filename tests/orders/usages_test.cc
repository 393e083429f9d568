#include "orders/usages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace controller {
namespace {

using testing::ElementsAre;

TEST(Usages, AreNamedAsRequestsNameThem) {
  api::CertificateSpec spec;
  EXPECT_TRUE(key_usages(spec).empty());
  spec.usages = {"server auth", "signing", "digital signature", "key encipherment"};
  EXPECT_THAT(key_usages(spec), ElementsAre("digitalSignature", "keyEncipherment"));
  EXPECT_THAT(extended_key_usages(spec), ElementsAre("serverAuth"));
}

}  // namespace
}  // namespace controller
