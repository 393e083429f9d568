#include "settings/version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::MatchesRegex;

TEST(Version, IsANumberAndTheCommitThatWasBuilt) {
  EXPECT_THAT(settings::version_text("sallyport-sidecar"),
              MatchesRegex("sallyport-sidecar [0-9]+\\.[0-9]+\\.[0-9]+ "
                           "\\(commit ([0-9a-f]{12}(-dirty)?|unknown)\\)"));
}

TEST(Version, IsAProductToServers) {
  EXPECT_EQ(settings::user_agent("sallyport-sidecar"),
            "sallyport-sidecar/" + std::string(settings::version()));
}

TEST(Version, IsInLabelsForMetrics) {
  const auto labels = settings::build_labels("sallyport-sidecar");
  EXPECT_EQ(labels.at("program"), "sallyport-sidecar");
  EXPECT_EQ(labels.at("version"), settings::version());
  EXPECT_EQ(labels.at("revision"), settings::revision());
}

}  // namespace
