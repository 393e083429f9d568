#include "limits/scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using limits::Scope;
using testing::ElementsAre;
using Kind = Scope::Kind;

const std::vector<std::string> kNames{"a.example.co.uk", "b.example.co.uk", "www.shop.example"};

TEST(Scope, IsTheDomainThatTheCaNames) {
  EXPECT_THAT(limits::scopes_of("rateLimited: too many certificates (50) already issued for "
                                "\"example.co.uk\" in the last 168h: see https://ca.example/docs/",
                                kNames),
              ElementsAre(Scope{Kind::kDomain, "example.co.uk"}));
  EXPECT_THAT(limits::scopes_of("busy with Shop.Example.", kNames),
              ElementsAre(Scope{Kind::kDomain, "shop.example"}));
}

TEST(Scope, IsTheNameWhoseValidationsFailed) {
  EXPECT_THAT(
      limits::scopes_of("too many failed authorizations (5) for \"a.example.co.uk\"", kNames),
      ElementsAre(Scope{Kind::kName, "a.example.co.uk"}));
}

TEST(Scope, IsTheAccountOrTheSetOfNames) {
  EXPECT_THAT(limits::scopes_of("too many new orders (300) from this account", kNames),
              ElementsAre(Scope{Kind::kAccount, ""}));
  EXPECT_THAT(limits::scopes_of("too many certificates for this exact set of identifiers", kNames),
              ElementsAre(Scope{Kind::kSet, ""}));
}

TEST(Scope, IsAllTheDomainsWhereTheWordsNameNothing) {
  for (const char* words :
       {"slow down", "newOrder at https://ca.shop.example/new-order: 429", ""}) {
    EXPECT_THAT(limits::scopes_of(words, kNames), ElementsAre(Scope{Kind::kDomain, "example.co.uk"},
                                                              Scope{Kind::kDomain, "shop.example"}))
        << words;
  }
}

}  // namespace
