#include "controller/config.h"

#include <gmock/gmock.h>

namespace controller {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

base::Result<Config, std::string> with(const std::string& flag) {
  const char* const argv[] = {"sallyport-controller", flag.c_str()};
  return read_config(*settings::read(known_settings(), 2, argv));
}

TEST(ControllerConfig, EveryNamespaceIsServedUnlessSomeAreNamed) {
  EXPECT_THAT(with("--workers=1")->watch_namespaces, IsEmpty());
  EXPECT_THAT(with("--watch-namespaces=")->watch_namespaces, IsEmpty());
}

TEST(ControllerConfig, NamespacesAreSortedAndNamedOnce) {
  EXPECT_THAT(with("--watch-namespaces=team-b,team-a,team-b")->watch_namespaces,
              ElementsAre("team-a", "team-b"));
}

TEST(ControllerConfig, WhatCannotNameANamespaceIsRefused) {
  const std::string longest(63, 'a');
  for (const std::string& bad : {std::string("Team"), std::string("a,,b"), std::string("a, b"),
                                 std::string("-a"), std::string("a/b"), longest + "a"}) {
    const auto config = with("--watch-namespaces=" + bad);
    ASSERT_FALSE(config) << bad;
    EXPECT_THAT(config.error(), HasSubstr("expected names of namespaces"));
  }
  EXPECT_THAT(with("--watch-namespaces=" + longest)->watch_namespaces, ElementsAre(longest));
}

TEST(ControllerConfig, SidecarsElsewhereAreFoundByNamespace) {
  using testing::Pair;
  EXPECT_THAT(sidecar_services(*with("--workers=1")),
              ElementsAre(Pair("sallyport-system", "sallyport-sidecar")));
  const auto config = with("--more-sidecars=edge/a,edge/b,sallyport-system/c");
  EXPECT_THAT(sidecar_services(*config),
              ElementsAre(Pair("edge", "a,b"), Pair("sallyport-system", "sallyport-sidecar,c")));
}

TEST(ControllerConfig, WhatCannotNameAServiceIsRefused) {
  for (const std::string bad : {"edge", "edge/", "/a", "edge/a/b", "edge/a,,", "Edge/a"}) {
    const auto config = with("--more-sidecars=" + bad);
    ASSERT_FALSE(config) << bad;
    EXPECT_THAT(config.error(), HasSubstr("expected Services as namespace/name"));
  }
}

TEST(ControllerConfig, PrivateAddressesAreAllowedByRangesAlone) {
  EXPECT_NE(with("--workers=1")->fence.refusal("10.1.2.3", 443), "");
  EXPECT_EQ(with("--allow-private-addresses=10.0.0.0/8")->fence.refusal("10.1.2.3", 443), "");
  const auto config = with("--allow-private-addresses=everything");
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error(), HasSubstr("allow-private-addresses: 'everything'"));
}

TEST(ControllerConfig, DF32_AddressesAreDeniedThoughPublicOrAllowed) {
  EXPECT_EQ(with("--workers=1")->fence.refusal("8.8.8.8", 443), "");
  const char* const both[] = {"sallyport-controller", "--allow-private-addresses=10.0.0.0/8",
                              "--deny-addresses=8.8.8.0/24, 10.1.0.0/16"};
  const auto config = read_config(*settings::read(known_settings(), 3, both));
  ASSERT_TRUE(config) << config.error();
  EXPECT_THAT(config->fence.refusal("8.8.8.8", 443), HasSubstr("--deny-addresses"));
  EXPECT_THAT(config->fence.refusal("10.1.2.3", 443), HasSubstr("--deny-addresses"));
  EXPECT_EQ(config->fence.refusal("10.2.2.3", 443), "");
  EXPECT_THAT(with("--deny-addresses=pods").error(), HasSubstr("deny-addresses: 'pods'"));
}

}  // namespace
}  // namespace controller
