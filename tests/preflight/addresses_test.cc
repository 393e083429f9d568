// Whose DNS was asked decides what is sure.
#include "preflight/addresses.h"

#include <gmock/gmock.h>

namespace {

using dns::Answer;
using dns::Outcome;
using preflight::Verdict;
using testing::HasSubstr;
namespace problem = preflight::problem;

const std::string kOutside = "9.9.9.9";
const std::string kOwn;

preflight::Addresses found(const Answer& aaaa, const Answer& a, const std::string& servers) {
  const preflight::Fence fence;
  return preflight::addresses_of(aaaa, a, {fence, 80, servers});
}

Answer without(Outcome outcome) { return {outcome, {}, {}}; }

TEST(Addresses, APrivateZoneMayHideTheNameFromTheClustersOwnServersAlone) {
  const Answer none = without(Outcome::kNoName);
  const auto own = found(none, none, kOwn);
  EXPECT_EQ(own.verdict, Verdict::kCannotTell);
  EXPECT_EQ(own.problem, problem::kNoAddress);
  EXPECT_THAT(own.text, HasSubstr("the cluster's DNS servers gave NXDOMAIN"));
  const auto outside = found(none, none, kOutside);
  EXPECT_EQ(outside.verdict, Verdict::kFails);
  EXPECT_THAT(outside.text, HasSubstr("DNS servers 9.9.9.9 gave NXDOMAIN"));
}

TEST(Addresses, APrivateZoneMayHaveOtherAddressesThanTheWorld) {
  const Answer inside{Outcome::kRecords, {"10.1.2.3"}, {}};
  const auto own = found(without(Outcome::kNoRecords), inside, kOwn);
  EXPECT_EQ(own.verdict, Verdict::kCannotTell);
  EXPECT_EQ(own.problem, problem::kPrivateAddress);
  EXPECT_EQ(found(without(Outcome::kNoRecords), inside, kOutside).verdict, Verdict::kFails);
}

TEST(Addresses, AnAddressThatWasAskedForItselfIsSurelyPrivate) {
  const preflight::Fence fence;
  EXPECT_EQ(preflight::addresses_of("10.1.2.3", {fence, 80, kOwn}).verdict, Verdict::kFails);
}

TEST(Addresses, TR14_OnlyAServerThatFailsForBothFamiliesIsASureFailure) {
  const Answer broken = without(Outcome::kServFail);
  EXPECT_EQ(found(broken, broken, kOwn).verdict, Verdict::kFails);
  for (const auto other : {Outcome::kNoRecords, Outcome::kSilent, Outcome::kRefused}) {
    const auto report = found(broken, without(other), kOutside);
    EXPECT_EQ(report.verdict, Verdict::kCannotTell) << dns::word(other);
    EXPECT_EQ(report.problem, problem::kDnsFailure) << dns::word(other);
  }
}

}  // namespace
