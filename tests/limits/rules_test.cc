#include "limits/rules.h"

#include <gtest/gtest.h>

#include "limits/domain.h"

namespace {

using limits::Bucket;
using limits::registered_domain;

TEST(Rules, LetsEncryptPublishesItsOwnAndOthersAreNotGuessed) {
  const auto rules = limits::published_rules("https://acme-v02.api.letsencrypt.org/directory");
  EXPECT_EQ(rules.certificates_per_domain, (Bucket{50, base::Seconds(7 * 86'400)}));
  EXPECT_EQ(rules.certificates_per_set->size, 5);
  EXPECT_EQ(limits::published_rules("https://ca.example/directory"), limits::Rules{});
}

TEST(Rules, WhatTheIssuerSaysReplacesWhatIsKnown) {
  limits::Rules told;
  told.certificates_per_domain = Bucket{500, base::Seconds(3600)};
  const auto rules = limits::overlaid(
      limits::published_rules("https://acme-v02.api.letsencrypt.org/directory"), told);
  EXPECT_EQ(rules.certificates_per_domain->size, 500);
  EXPECT_EQ(rules.orders_per_account->size, 300);
}

TEST(RegisteredDomain, FollowsThePublicSuffixList) {
  EXPECT_EQ(registered_domain("www.shop.example.co.uk"), "example.co.uk");
  EXPECT_EQ(registered_domain("example.com"), "example.com");
  EXPECT_EQ(registered_domain("a.b.team.github.io"), "team.github.io");
}

TEST(RegisteredDomain, APublicSuffixStandsForItself) {
  EXPECT_EQ(registered_domain("co.uk"), "co.uk");
}

TEST(RegisteredDomain, AddressesCountByThemselvesOrByTheirSubnet) {
  EXPECT_EQ(registered_domain("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(registered_domain("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
}

}  // namespace
