#include "sidecar/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "admin/admin.h"
#include "sidecar/bounds.h"

namespace sidecar {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

base::Result<Config, std::string> read_flags(std::vector<const char*> flags) {
  flags.insert(flags.begin(), "sallyport-sidecar");
  return read_config(
      *settings::read(known_settings(), static_cast<int>(flags.size()), flags.data()));
}

TEST(Config, HasDefaultsForAPod) {
  const auto config = read_flags({});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->kubeconfig, "");
  EXPECT_EQ(config->system_namespace, "sallyport-system");
  EXPECT_EQ(config->listen, "[::]:8089");
  EXPECT_EQ(config->admin_listen, "[::]:8090");
  EXPECT_EQ(config->metrics_listen, "[::]:8091");
}

TEST(Config, SaysWhatAFrontDoorAnswers) {
  EXPECT_FALSE(read_flags({})->front_door.redirect_others);
  EXPECT_EQ(read_flags({})->front_door.health_path, "");
  const auto config = read_flags({"--redirect-others=true", "--health-path=/up"});
  EXPECT_TRUE(config->front_door.redirect_others);
  EXPECT_EQ(config->front_door.health_path, "/up");
}

TEST(Config, NamesTheSettingThatIsWrong) {
  EXPECT_THAT(read_flags({"--redirect-others=yes"}).error(), HasSubstr("redirect-others: "));
  EXPECT_THAT(read_flags({"--health-path=up"}).error(), HasSubstr("health-path: "));
  EXPECT_THAT(read_flags({"--health-path=/.well-known/acme-challenge/x"}).error(),
              HasSubstr("health-path: "));

  EXPECT_THAT(read_flags({"--system-namespace="}).error(), HasSubstr("system-namespace: "));
  EXPECT_THAT(read_flags({"--listen="}).error(), StartsWith("listen: "));
  EXPECT_THAT(read_flags({"--admin-listen="}).error(), HasSubstr("admin-listen: "));
  EXPECT_THAT(read_flags({"--metrics-listen="}).error(), HasSubstr("metrics-listen: "));
}

TEST(Limits, LeaveFilesForTheApiServerAndTheAdminPort) {
  const http::ServerLimits limits = public_limits();
  rlimit files{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  EXPECT_GT(limits.max_connections, 0u);
  EXPECT_LT(limits.max_connections + kAdminConnections + admin::kMetricsConnections,
            files.rlim_cur);
}

}  // namespace
}  // namespace sidecar
