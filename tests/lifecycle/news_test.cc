#include "lifecycle/news.h"

#include <gtest/gtest.h>

#include "api/reasons.h"

namespace lifecycle {
namespace {

std::vector<kube::Condition> issuing(std::string_view reason) {
  kube::Condition one;
  one.type = api::kIssuing;
  one.reason = reason;
  return {one};
}

TEST(News, WhatOnlyAPersonCanEndIsToldOnceEachTimeItBegins) {
  const auto other = issuing(api::kDoesNotExist);
  const auto blocked = issuing(api::kSecretNotOurs);
  EXPECT_EQ(begun(other, blocked, api::kIssuing)->reason, api::kSecretNotOurs);
  EXPECT_EQ(begun({}, blocked, api::kIssuing)->reason, api::kSecretNotOurs);
  EXPECT_FALSE(begun(blocked, blocked, api::kIssuing));
  EXPECT_FALSE(begun(blocked, other, api::kIssuing)) << "it has ended";
  EXPECT_EQ(begun(blocked, issuing(api::kIssuerNotFound), api::kIssuing)->reason,
            api::kIssuerNotFound);
}

TEST(News, WhatEndsByItselfIsNone) {
  for (const auto reason : {api::kCaUnreachable, api::kSidecarNotReady, api::kRateLimited,
                            api::kIssuerNotReady, api::kWaitsForTwin, api::kAccountUnknown})
    EXPECT_FALSE(begun({}, issuing(reason), api::kIssuing)) << reason;
}

}  // namespace
}  // namespace lifecycle
