// Two installations in one cluster, over the API server in memory.

#include "controller/cluster_claim.h"

#include <gmock/gmock.h>

#include <future>

#include "api/installation.h"
#include "base/stop.h"
#include "fakes/api/memory_api.h"

namespace controller {
namespace {

using testing::HasSubstr;

// As quick as a test wants it; the duration is of whole seconds.
constexpr kube::LeaseTimes kQuick{base::Millis(1'000), base::Millis(600), base::Millis(20)};

struct InstallationIn {
  InstallationIn(fakes::MemoryApi& api, std::string namespace_)
      : client(api, config, token),
        claim(client, clock, std::move(namespace_), kQuick,
              [this](const std::string& why) { lost.set_value(why); }) {}

  bool wait() {
    return claim.wait([this](const std::string& why) { told = why; }, patience.get_token());
  }
  // Whether it has the cluster after so long.
  bool wait(base::Millis most) {
    const std::jthread bound([&](std::stop_token end) {
      if (base::sleep_for(most, end)) patience.request_stop();
    });
    return wait();
  }

  base::BootClock clock;
  const kube::Config config{*http::parse_url("https://api.example"), {}, {}, {}, {}};
  kube::Token token{config, clock};
  kube::Client client;
  std::stop_source patience;
  std::promise<std::string> lost;
  std::string told;
  ClusterClaim claim;
};

TEST(ClusterClaim, DF39_OfTwoInstallationsOneHasTheCluster) {
  fakes::MemoryApi api;
  InstallationIn first(api, "tls");
  EXPECT_FALSE(first.claim.held());
  ASSERT_TRUE(first.wait());
  EXPECT_TRUE(first.claim.held());
  EXPECT_EQ(first.claim.problem(), "");
  InstallationIn second(api, "other");
  EXPECT_FALSE(second.wait(base::Millis(1500))) << "longer than the claim lasts unrenewed";
  EXPECT_FALSE(second.claim.held());
  EXPECT_THAT(second.told, HasSubstr("the installation of Sallyport in namespace tls works"));
  EXPECT_THAT(second.told, HasSubstr("kubectl delete installation sallyport"));
  EXPECT_EQ(second.claim.problem(), second.told);
  EXPECT_TRUE(first.claim.held());
}

TEST(ClusterClaim, AnotherReplicaOfTheSameInstallationGoesOnAtOnce) {
  fakes::MemoryApi api;
  {
    InstallationIn first(api, "tls");
    ASSERT_TRUE(first.wait());
    first.claim.stop();
    EXPECT_TRUE(first.claim.held());
  }
  InstallationIn next(api, "tls");
  EXPECT_TRUE(next.wait(base::Millis(500)));
}

TEST(ClusterClaim, WhatEndedInAnOrderlyWayIsNotGoneForGood) {
  EXPECT_EQ(kClaimTimes.duration, std::chrono::minutes(10)) << "an upgrade takes less";
  fakes::MemoryApi api;
  InstallationIn first(api, "tls");
  ASSERT_TRUE(first.wait());
  first.claim.stop();
  InstallationIn second(api, "other");
  EXPECT_FALSE(second.wait(base::Millis(500)));
}

TEST(ClusterClaim, OneThatIsGoneForGoodIsFollowedByTheOther) {
  fakes::MemoryApi api;
  InstallationIn first(api, "tls");
  ASSERT_TRUE(first.wait());
  first.claim.stop();
  InstallationIn second(api, "other");
  EXPECT_TRUE(second.wait(base::Seconds(5)));
  EXPECT_FALSE(first.claim.held());
  EXPECT_EQ(second.claim.problem(), "");
}

TEST(ClusterClaim, OneThatAPersonTakesAwayIsFollowedByTheOther) {
  fakes::MemoryApi api;
  InstallationIn first(api, "tls");
  ASSERT_TRUE(first.wait());
  first.claim.stop();
  api.remove(api::kInstallations, {"", api::kInstallation});
  InstallationIn second(api, "other");
  EXPECT_TRUE(second.wait(base::Millis(900)));
}

TEST(ClusterClaim, WhoLosesItIsTold) {
  fakes::MemoryApi api;
  InstallationIn first(api, "tls");
  ASSERT_TRUE(first.wait());
  const kube::LeaseRecord theirs{"other", base::Seconds(600), "then", "now", 1, ""};
  api.put(api::kInstallations, kube::new_object(api::kInstallations, {"", api::kInstallation})
                                   .set("spec", kube::write_lease_spec(theirs)));
  EXPECT_EQ(first.lost.get_future().get(), "it is held by other");
  EXPECT_FALSE(first.claim.held());
}

TEST(ClusterClaim, WhoWorksGoesOnWhenItOrItsDefinitionIsDeleted) {
  fakes::MemoryApi api;
  InstallationIn first(api, "tls");
  ASSERT_TRUE(first.wait());
  api.remove(api::kInstallations, {"", api::kInstallation});
  api.unlearn("installations");
  for (int i = 0; i < 90; ++i) {  // longer than it is held without a renewal
    base::sleep_for(base::Millis(10), {});
    ASSERT_TRUE(first.claim.held()) << i;
  }
  api.unlearn("");
  base::sleep_for(base::Millis(200), {});
  EXPECT_TRUE(first.claim.held());
  const auto again = api.get(api::kInstallations, {"", api::kInstallation});
  ASSERT_TRUE(again);
  EXPECT_EQ(kube::read_lease(*again).holder, "tls");
}

// A definition that is being deleted has no objects any more, and takes none (403).
TEST(ClusterClaim, WhoWorksGoesOnWhileTheDefinitionIsOnItsWayOut) {
  fakes::MemoryApi api;
  InstallationIn first(api, "tls");
  ASSERT_TRUE(first.wait());
  api.forbid("POST installations ");
  api.remove(api::kInstallations, {"", api::kInstallation});
  for (int i = 0; i < 90; ++i) {
    base::sleep_for(base::Millis(10), {});
    ASSERT_TRUE(first.claim.held()) << i;
  }
  api.forbid("");
  base::sleep_for(base::Millis(200), {});
  EXPECT_TRUE(api.get(api::kInstallations, {"", api::kInstallation}));
}

TEST(ClusterClaim, DF46_WithDefinitionsOfAnEarlierVersionEverybodyWorks) {
  fakes::MemoryApi api;
  api.unlearn("installations");
  InstallationIn first(api, "tls");
  EXPECT_TRUE(first.wait(base::Seconds(20)));
  EXPECT_TRUE(first.claim.held());
}

TEST(ClusterClaim, ADefinitionThatIsInstalledAtThisMomentIsWaitedFor) {
  fakes::MemoryApi api;
  api.unlearn("installations");
  const std::jthread later([&](std::stop_token end) {
    base::sleep_for(base::Millis(700), end);
    api.unlearn("");
  });
  InstallationIn first(api, "tls");
  EXPECT_TRUE(first.wait(base::Seconds(20)));
  EXPECT_TRUE(api.get(api::kInstallations, {"", api::kInstallation}));
}

}  // namespace
}  // namespace controller
