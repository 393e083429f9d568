// A year of 10,000 certificates: none expires, none is renewed before its time, and the CA is never
// asked for more than its limits allow.

#include "year/year.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

namespace controller {
namespace {

// The seed that SALLYPORT_SEED names, to see the same year again, or a new one each time.
unsigned seed() {
  const char* asked = std::getenv("SALLYPORT_SEED");
  const unsigned seed = asked != nullptr ? static_cast<unsigned>(std::strtoul(asked, nullptr, 10))
                                         : std::random_device{}();
  std::cout << "the same year again: SALLYPORT_SEED=" << seed << "\n";
  return seed;
}

TEST(Year, TenThousandCertificatesAreRenewedInTimeAndWithinTheLimitsOfTheCa) {
  Year year(seed());
  year.run();
  const YearSums& sums = year.sums;
  EXPECT_EQ(sums.expired, 0);
  EXPECT_EQ(sums.early, 0);
  EXPECT_EQ(sums.not_as_asked, 0);
  EXPECT_THAT(year.ca.excess, testing::IsEmpty());
  // Otherwise nothing of that would say much.
  EXPECT_GT(sums.issued, 6 * kCertificates);
  EXPECT_LT(sums.issued, 10 * kCertificates);
  EXPECT_GT(sums.clock_checks, 0);
  EXPECT_GT(sums.processes, 10);
  EXPECT_GT(sums.waits, 100);
  EXPECT_GT(sums.failures, 0);
  EXPECT_GT(sums.edits, 1000);
  std::cout << sums.decisions << " decisions, " << year.ca.orders << " orders, " << sums.waits
            << " waits for the limits, " << sums.failures << " failed validations\n";
}

}  // namespace
}  // namespace controller
