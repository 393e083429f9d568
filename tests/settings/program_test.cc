#include "settings/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "settings/version.h"

namespace {

int run(std::vector<const char*> flags) {
  flags.insert(flags.begin(), "program");
  const settings::Program program{"program",
                                  "Does things.",
                                  {{"mood", "good", "good or bad."}},
                                  [](const settings::Values& values) {
                                    if (values.text("mood") == "bad") {
                                      throw std::runtime_error("mood: it is bad");
                                    }
                                  }};
  return settings::run_program(program, static_cast<int>(flags.size()), flags.data());
}

TEST(Program, EndsWellWhenItsWorkDoes) { EXPECT_EQ(run({}), 0); }

TEST(Program, SaysWhyItEndsBadlyInOneLine) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(run({"--mood", "bad"}), 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "program: mood: it is bad\n");
}

TEST(Program, RefusesAnUnknownLogLevelAndAnUnknownSetting) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(run({"--log-level", "loud"}), 1);
  EXPECT_EQ(run({"--moood", "bad"}), 1);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::AllOf(testing::HasSubstr("not loud"), testing::HasSubstr("mean mood?")));
}

TEST(Program, ShowsItsVersionAndItsHelp) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(),
              testing::AllOf(testing::StartsWith(settings::version_text("program") + "\n"),
                             testing::HasSubstr("--mood"), testing::HasSubstr("--log-level")));
}

}  // namespace
